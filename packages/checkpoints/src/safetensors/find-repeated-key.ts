const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;

/**
 * A key that a valid JSON object has twice; JSON.parse keeps the last one silently. Nested objects are not searched.
 * @param distinct number of different keys, as JSON.parse finds them
 */
export function findRepeatedKey(json: string, distinct: number): string | undefined {
  const keys = listKeys(json);
  if (keys.length === distinct) return undefined;
  return keys.find((key, place) => keys.indexOf(key) < place);
}

function listKeys(json: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && /^\s*:/.test(json.slice(index + token.length, index + token.length + 16))) keys.push(JSON.parse(token));
  }
  return keys;
}
