import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { toCurl } from './query-text.ts';

const QUERY = { document: "query($a: String) { x(a: $a) } # it's", variables: { a: 'o\'clock $HOME `id` \\ "q"' } };

describe('toCurl', () => {
  it('survives a shell: the body arrives as it was', () => {
    const script = toCurl(QUERY, 'http://x/graphql').replace(/^curl/, 'printf "%s\\n"');
    const lines = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual(['http://x/graphql', '--header', 'content-type: application/json', '--data']);
    expect(JSON.parse(lines[4] ?? '')).toEqual({ query: QUERY.document, variables: QUERY.variables });
  });
});
