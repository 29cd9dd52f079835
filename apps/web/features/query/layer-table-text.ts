import type { LayerOperation } from '@lamina/metrics';

/** The long table of layers under one operation in one line, by the address of the API. */
export const LAYER_TABLE_TEXT = {
  /** DuckDB reads the address by itself. */
  sql: (operation: LayerOperation, apiUrl: string) => `SELECT model, block, blocks, value, unit_of_value, rank, source, licence
FROM '${dataUrl('layers.parquet', apiUrl)}'
WHERE operation = '${operation}' AND shown AND rank <= 5
ORDER BY model, rank;
`,
  python: (operation: LayerOperation, apiUrl: string) => `import lamina

layers = lamina.layers("${operation}", url="${new URL(apiUrl).origin}").to_pandas()
layers[layers["shown"] & (layers["rank"] <= 5)]
`,
  curl: (_operation: LayerOperation, apiUrl: string) => `curl -O ${dataUrl('layers.parquet', apiUrl)}
curl -O ${dataUrl('layers.csv', apiUrl)}
`,
} as const;

function dataUrl(name: string, apiUrl: string): string {
  return new URL(`/data/${name}`, apiUrl).href;
}
