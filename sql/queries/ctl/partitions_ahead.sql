-- partitions_ahead: ludctl migrate. Three months of log partitions.
-- Writes the catalogue.
SELECT logs_partition(3)::text AS made
