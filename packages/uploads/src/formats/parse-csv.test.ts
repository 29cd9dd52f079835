import { describe, expect, it } from '@jest/globals';
import { parseCsv } from './parse-csv.ts';

describe('parseCsv', () => {
  it('reads quoted commas, doubled quotes, line breaks inside cells, and both line ends', () => {
    expect(parseCsv('\uFEFFname,note\r\na,"x, ""y"""\r\nb,"two\nlines"\n')).toEqual([
      { name: 'a', note: 'x, "y"' },
      { name: 'b', note: 'two\nlines' },
    ]);
  });

  it('leaves empty cells out', () => {
    expect(parseCsv('a,b,c\n1,,\n,2,3')).toEqual([{ a: '1' }, { b: '2', c: '3' }]);
  });

  it('refuses lines of another length and open quotes, naming the line', () => {
    expect(() => parseCsv('a,b\n1,2\n1\n')).toThrow('line 3');
    expect(() => parseCsv('a,b\n1,"2')).toThrow('line 2');
    expect(() => parseCsv('a,b\n1,"2"3')).toThrow('line 2');
  });
});
