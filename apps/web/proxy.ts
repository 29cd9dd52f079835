import { type NextRequest, NextResponse } from 'next/server';
import { getWebEnvironment } from './env.ts';
import { getPublicApiUrl } from './features/api/get-public-api-url.ts';

/** Gives every page a Content-Security-Policy with a fresh nonce, and the other security headers. */
export function proxy(request: NextRequest): NextResponse {
  const policy = createPolicy(btoa(crypto.randomUUID()), getPublicApiUrl(request.headers));
  const requestHeaders = new Headers(request.headers);
  requestHeaders.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers: requestHeaders } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('x-frame-options', 'DENY');
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  return response;
}

function createPolicy(nonce: string, publicApiUrl: string): string {
  const api = new URL(publicApiUrl);
  const socket = `${api.protocol === 'https:' ? 'wss:' : 'ws:'}//${api.host}`;
  // React needs eval only in development, for readable server stacks.
  const development = getWebEnvironment().development ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Charts position tooltips and bars with style attributes, which cannot run code.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self' ${api.origin} ${socket}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const config = { matcher: [{ source: '/((?!_next/static|icon.svg).*)' }] };
