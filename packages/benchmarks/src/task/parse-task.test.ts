import { describe, expect, it } from '@jest/globals';
import { parseTask } from './parse-task.ts';

const FACTS = {
  name: 'echo',
  version: '1.0',
  kind: 'multiple-choice',
  category: 'copying',
  description: 'Repeat the last word.',
  chance: 0.5,
};
const ROW = { id: 'a', context: 'red blue red', choices: ['red', 'blue'], gold: 1 };
const read = (facts: object, ...rows: readonly unknown[]) =>
  parseTask(JSON.stringify({ ...FACTS, ...facts }), rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
const refusal = (part: string) => expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(part) });

describe('parseTask', () => {
  it('reads a multiple-choice task, ignoring keys it does not know and empty lines', () => {
    const { digest, ...task } = read({ source: 'generator' }, '', { ...ROW, note: 1 }, '\r', { ...ROW, id: 'b', context: '' }, '');
    expect(task).toEqual({ ...FACTS, source: 'generator', documents: [ROW, { ...ROW, id: 'b', context: '' }] });
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads a perplexity task', () => {
    const task = read({ kind: 'perplexity', chance: null }, { id: 'a', text: 'one two' });
    expect(task).toMatchObject({ kind: 'perplexity', chance: null, documents: [{ id: 'a', text: 'one two' }] });
  });

  it('reads a continuation task', () => {
    const row = { id: 'a', context: 'one', continuation: ' two' };
    expect(read({ kind: 'continuation', chance: null }, row)).toMatchObject({ kind: 'continuation', documents: [row] });
    expect(() => read({ kind: 'continuation' }, { ...row, continuation: '' })).toThrow(refusal('line 1: "continuation" is ""'));
    expect(() => read({ kind: 'continuation' }, { ...row, context: 1 })).toThrow(refusal('line 1: "context" is 1'));
  });

  it('reads a generation task, whose stops and length are part of its digest', () => {
    const row = { id: 'a', context: 'one', references: ['two', 'deux'] };
    const settings = { kind: 'generation', until: ['\n'], maxTokens: 4 };
    const task = read(settings, row);
    expect(task).toMatchObject({ ...settings, documents: [row] });
    expect(read({ ...settings, maxTokens: 5 }, row).digest).not.toBe(task.digest);
    expect(() => read({ ...settings, until: [] }, row)).toThrow(refusal('"until" is []'));
    expect(() => read({ ...settings, maxTokens: 0 }, row)).toThrow(refusal('"maxTokens" is 0'));
    expect(() => read(settings, { ...row, references: [] })).toThrow(refusal('line 1: "references" is []'));
    expect(() => read(settings, { ...row, context: '' })).toThrow(refusal('line 1: "context" is ""'));
  });

  it('digests what is scored and not how the files are written', () => {
    const { digest } = read({}, ROW);
    // Python 3.11: hashlib.sha256(json.dumps(["echo", "1.0", "multiple-choice", [ROW]], separators=(",", ":")).encode()).hexdigest()
    expect(digest).toBe('ce963d2157c587d944f2fed74d62e41583471f4296491a8e96412314fafca7ea');
    expect(
      read({ description: 'Other words.', category: 'other' }, '', { gold: 1, choices: ROW.choices, context: ROW.context, id: 'a' }).digest,
    ).toBe(digest);
    expect(read({ version: '1.1' }, ROW).digest).not.toBe(digest);
    expect(read({}, { ...ROW, gold: 0 }).digest).not.toBe(digest);
  });

  it('refuses a task.json that is no object', () => {
    expect(() => parseTask('{', '')).toThrow(refusal('task.json is not valid JSON'));
    expect(() => parseTask('[1]', '')).toThrow(refusal('task.json does not hold an object'));
    expect(() => parseTask('null', '')).toThrow(refusal('task.json does not hold an object'));
  });

  it.each([
    [{ name: '' }, 'task.json: "name" is ""; expected a text that is not empty'],
    [{ version: 1 }, '"version" is 1; expected a text'],
    [{ category: undefined }, '"category" is missing'],
    [{ description: null }, '"description" is null'],
    [{ kind: 'generate' }, '"kind" is "generate"; expected "multiple-choice", "continuation", "perplexity" or "generation"'],
    [{ chance: 1.5 }, '"chance" is 1.5; expected a number in 0..1 or null'],
    [{ chance: undefined }, '"chance" is missing'],
  ])('refuses the facts %j', (facts, part) => {
    expect(() => read(facts, ROW)).toThrow(refusal(part));
  });

  it.each([
    ['{"id": ', 'line 2 is not valid JSON; expected one object per line'],
    [[1], 'line 2: the row is not an object'],
    ['null', 'line 2: the row is not an object'],
    [{ ...ROW, id: 7 }, 'line 2: "id" is 7; expected a text that is not empty'],
    [{ ...ROW, id: undefined }, 'line 2: "id" is missing'],
    [{ ...ROW, id: 'a' }, 'line 2: "id" "a" was used on line 1; expected a unique id'],
    [{ ...ROW, id: 'b', context: null }, 'line 2: "context" is null; expected a text (it may be empty)'],
    [{ ...ROW, id: 'b', choices: ['one'] }, 'line 2: "choices" is ["one"]; expected a list of at least two texts, none empty'],
    [{ ...ROW, id: 'b', choices: ['one', ''] }, 'line 2: "choices"'],
    [{ ...ROW, id: 'b', choices: ['one', 2] }, 'line 2: "choices"'],
    [{ ...ROW, id: 'b', choices: 'one' }, 'line 2: "choices"'],
    [{ ...ROW, id: 'b', gold: 2 }, 'line 2: "gold" is 2; expected the index of the right choice, 0..1'],
    [{ ...ROW, id: 'b', gold: -1 }, 'line 2: "gold" is -1'],
    [{ ...ROW, id: 'b', gold: 0.5 }, 'line 2: "gold" is 0.5'],
    [{ ...ROW, id: 'b', gold: 'blue' }, 'line 2: "gold" is "blue"'],
    [{ id: 'b', text: 'a perplexity row' }, 'line 2: "context" is missing'],
  ])('refuses the multiple-choice row %j', (row, part) => {
    expect(() => read({}, ROW, row)).toThrow(refusal(part));
  });

  it.each([
    [{ id: 'b', text: '' }, 'line 2: "text" is ""; expected a text that is not empty'],
    [{ id: 'b' }, 'line 2: "text" is missing'],
    [{ text: 'x' }, 'line 2: "id" is missing'],
  ])('refuses the perplexity row %j', (row, part) => {
    expect(() => read({ kind: 'perplexity' }, { id: 'a', text: 'x' }, row)).toThrow(refusal(part));
  });

  it('refuses a task without rows', () => {
    expect(() => read({}, '', '\n')).toThrow(refusal('test.jsonl has no rows'));
  });
});
