-- SPDX-License-Identifier: ISC
-- checkpoint_output(id uuid, output_type text, content jsonb) -> jsonb: what a checkpoint shows of an output, small: {"document_type", "summary",
-- "sections", "output_id"}; sections are the names of the document's members. Returns: an object, also for NULLs. Errors: none. Writes: nothing.
DROP FUNCTION IF EXISTS checkpoint_output(agent_outputs);
CREATE OR REPLACE FUNCTION checkpoint_output(p_id uuid, p_output_type text, p_content jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('document_type', CASE WHEN p_output_type LIKE '%\_doc%' THEN regexp_replace(p_output_type, '_(doc|document)$', '')
            ELSE p_output_type END,
        'summary', coalesce(p_content->>'summary', ''), 'output_id', public_id('out', p_id),
        'sections', coalesce(jsonb_path_query_array(p_content, 'strict $.document.keyvalue().key', '{}', true), '[]'));
END
$$;
