-- SPDX-License-Identifier: ISC
-- checkpoint_output(output agent_outputs) -> jsonb: what a checkpoint shows of an output, small: {"document_type", "summary", "sections",
-- "output_id"}. Returns: an object, also for NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION checkpoint_output(p_output agent_outputs) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('document_type', regexp_replace(p_output.output_type, '_(doc|document)$', ''),
        'summary', coalesce(p_output.content->>'summary', ''), 'output_id', public_id('out', p_output.id),
        'sections', coalesce((SELECT jsonb_agg(k) FROM jsonb_object_keys(
            CASE jsonb_typeof(p_output.content->'document') WHEN 'object' THEN p_output.content->'document' ELSE '{}' END) AS k), '[]'));
END
$$;
