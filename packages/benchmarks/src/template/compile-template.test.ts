import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './compile-template.ts';

const ROW = {
  q: " What's up? ",
  choices: { text: ['a', 'b "c"'], label: ['1', '2'] },
  key: '2',
  n: 3,
  flag: true,
  none: null,
  items: [1, 2, 3],
  text: 'one two  three',
  f: 1.5,
};

describe('compileTemplate', () => {
  // Expected texts: Python 3.11, Jinja2 3.1 with StrictUndefined and keep_trailing_newline, the same row.
  it.each([
    ["{{q.strip()}}\nA. {{choices['text'][0]}}\n", "What's up?\nA. a\n"],
    ['{{choices.label.index(key)}}', '1'],
    ['{{choices.text}}', "['a', 'b \"c\"']"],
    ['{{choices}}', "{'text': ['a', 'b \"c\"'], 'label': ['1', '2']}"],
    ['{{flag}} {{none}} {{n}} {{f}}', 'True None 3 1.5'],
    ["{{text.split(' ')[:-1]|join(' ')}}", 'one two '],
    ["{{' '+text.split(' ')[-1]}}", ' three'],
    ['{% for i in items %}{{i}},{% endfor %}\n{% if n > 2 %}\n  big\n{% endif %}\n', '1,2,3,\n\n  big\n\n'],
    ["{% set x = 'y' %}{{x + q}}", "y What's up? "],
    ["{{text|regex_replace('o(.)','<\\\\1>')}}", '<n>e tw< > three'],
    ["{{missing|default('d')}}", 'd'],
    ['{% if missing is defined %}x{% else %}y{% endif %}', 'y'],
    ["{{'yes' if flag else 'no'}}", 'yes'],
    ['{{q.capitalize()}}', " what's up? "],
    ['{{n ~ key}}', '32'],
    ['{{items[1:]}}', '[2, 3]'],
    ['{{n/2}} {{n//2}} {{n%2}}', '1.5 1 1'],
  ])('renders %j as the harness does', (template, expected) => {
    expect(compileTemplate(template).render(ROW)).toBe(expected);
  });

  it('gives the value of a single expression, and reads other renderings as Python literals', () => {
    expect(compileTemplate('{{[q, text]}}').evaluate(ROW)).toEqual([ROW.q, ROW.text]);
    expect(compileTemplate("{% set t = text[:3] %}{{[t + ' \\'x\\'', 'b']}}").evaluate(ROW)).toEqual(["one 'x'", 'b']);
  });

  it.each([
    ['{{missing}}', 'which the row does not have'],
    ["{{missing + 'x'}}", 'which the row does not have'],
    ["{{choices.label.index('9')}}", 'is not in the list'],
    ['{{q', 'failed'],
  ])('refuses %j in words', (template, words) => {
    expect(() => compileTemplate(template).render(ROW)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(words) }),
    );
  });
});
