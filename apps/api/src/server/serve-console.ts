import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import { renderConsolePage } from './console-page.ts';

/** Answers browsers that open /graphql with a console; every other request goes on to GraphQL. */
export const serveConsole: RequestHandler = (request, response, next) => {
  const isPage = request.method === 'GET' && request.query.query === undefined && (request.headers.accept ?? '').includes('text/html');
  if (!isPage) return next();
  const nonce = randomBytes(16).toString('base64');
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  response.type('html').send(renderConsolePage(nonce));
};
