import type { Operation } from './operations.ts';

/** The data of one reply. @throws Error if the reply has errors. */
export async function ask(url: string, operation: Operation, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  const { data, errors } = (await response.json()) as { readonly data?: unknown; readonly errors?: readonly unknown[] };
  if (errors !== undefined) throw new Error(`${url} answered ${JSON.stringify(errors).slice(0, 500)}`);
  return data;
}

/** Every value of a field, in the order of the reply. */
export function listValues(data: unknown, field: string): readonly unknown[] {
  const values: unknown[] = [];
  JSON.stringify(data, (key, value) => {
    if (key === field) values.push(value);
    return value;
  });
  return values;
}
