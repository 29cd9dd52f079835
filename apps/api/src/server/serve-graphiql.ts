import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { GRAPHIQL_START, renderGraphiqlPage } from './graphiql-page.ts';

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
