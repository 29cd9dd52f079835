import assert from 'node:assert/strict';

/** Sends one GraphQL operation to an API; fails on any error in the reply. */
export async function postOperation<Data>(
  apiUrl: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<Data> {
  const response = await fetch(apiUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: readonly { message: string }[] };
  assert.equal(errors, undefined, errors?.[0]?.message);
  return data;
}
