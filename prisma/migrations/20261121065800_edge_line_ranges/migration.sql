-- Edges told single lines. Now they tell ranges of lines.
UPDATE "Snapshot" SET "structure" = jsonb_set("structure", '{edges}', (
  SELECT COALESCE(jsonb_agg(jsonb_set(edge, '{lines}', (
    SELECT COALESCE(jsonb_agg(jsonb_build_object('start', line, 'end', line) ORDER BY line_number), '[]'::jsonb)
    FROM jsonb_array_elements(edge -> 'lines') WITH ORDINALITY AS lines(line, line_number)
  )) ORDER BY edge_number), '[]'::jsonb)
  FROM jsonb_array_elements("structure" -> 'edges') WITH ORDINALITY AS edges(edge, edge_number)
))
WHERE "structure" IS NOT NULL;
