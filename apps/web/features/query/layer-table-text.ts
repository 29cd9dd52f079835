import type { LayerOperation } from '@lamina/metrics';

/** The rows of one picture of the long table of layers, by the address of the API: every shown cell, and no other. */
export const LAYER_TABLE_TEXT = {
  /** DuckDB reads the address by itself. */
  sql: (operation: LayerOperation, apiUrl: string) => `SELECT model, origin, block, blocks, value, unit_of_value, rank, source, licence
FROM '${new URL('/data/layers.parquet', apiUrl).href}'
WHERE operation = '${operation}' AND shown
ORDER BY model, origin, rank;
`,
  python: (operation: LayerOperation, apiUrl: string) => `import lamina

layers = lamina.layers("${operation}", url="${new URL(apiUrl).origin}").to_pandas()
shown = layers[layers["shown"]]
`,
  curl: (operation: LayerOperation, apiUrl: string) =>
    `curl '${new URL(`/data/layers.csv?operation=${operation}&shown=true`, apiUrl).href}' --output ${operation}.csv\n`,
} as const;
