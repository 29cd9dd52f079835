import { describe, expect, it } from '@jest/globals';
import { getPublicApiUrl } from './get-public-api-url.ts';

const headers = (entries: Record<string, string>) => new Headers(entries);

describe('getPublicApiUrl', () => {
  it('is the host the page was asked for, at the API port', () => {
    expect(getPublicApiUrl(headers({ host: 'lab.example:3000' }))).toBe('http://lab.example:4000/graphql');
    expect(getPublicApiUrl(headers({ host: '[::1]:3000' }))).toBe('http://[::1]:4000/graphql');
  });

  it('keeps https behind a proxy', () => {
    expect(getPublicApiUrl(headers({ host: 'lab.example', 'x-forwarded-proto': 'https,http' }))).toBe('https://lab.example:4000/graphql');
  });

  it('does not let a strange host header into the policy', () => {
    expect(getPublicApiUrl(headers({ host: "x; script-src 'unsafe-inline'" }))).toBe('http://localhost:4000/graphql');
  });
});
