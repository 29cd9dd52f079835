import { describe, expect, it } from '@jest/globals';
import { parseDocPage } from './list-doc-pages.ts';
import { createDocSearch, listDocSections } from './search-docs.ts';

const PAGES = [
  parseDocPage(
    'metrics',
    '# Metrics\n\nWhat is measured.\n\n## Retention\n\nPruned divided by dense.\n\n## Retention\n\n| a | b |\n| - | - |\n| lane | window |\n',
  ),
  parseDocPage('glossary', '# Glossary\n\nTerms.\n\n## Lane\n\nThe conditions of a measurement.\n'),
];

describe('listDocSections', () => {
  it('gives each heading its anchor and the words below it, with the cells of a table apart', () => {
    expect(PAGES.flatMap(listDocSections).map(({ href, text }) => [href, text])).toEqual([
      ['/docs/metrics', 'What is measured.'],
      ['/docs/metrics#retention', 'Pruned divided by dense.'],
      ['/docs/metrics#retention-1', 'a b lane window'],
      ['/docs/glossary', 'Terms.'],
      ['/docs/glossary#lane', 'The conditions of a measurement.'],
    ]);
  });
});

describe('createDocSearch', () => {
  const search = createDocSearch(PAGES.flatMap(listDocSections));

  it('puts a heading before a mention', () => {
    expect(search('lane').map(({ href }) => href)).toEqual(['/docs/glossary#lane', '/docs/metrics#retention-1']);
  });

  it('needs all words, and takes beginnings and a misspelling', () => {
    expect(search('condit measur').map(({ href }) => href)).toEqual(['/docs/glossary#lane']);
    expect(search('mesurement').map(({ href }) => href)).toEqual(['/docs/glossary#lane']);
    expect(search('lane unicorn')).toEqual([]);
    expect(search('')).toEqual([]);
  });

  it('shows the words around the first match of a long text', () => {
    const text = `${'before '.repeat(60)}needle ${'after '.repeat(60)}`.trim();
    const [hit] = createDocSearch([{ href: '/docs/long', page: 'Long', title: 'Long', text }])('needle');
    expect(hit?.excerpt).toMatch(/^… (before )+needle (after )+after? …$|^… (before )+needle .+ …$/);
    expect(hit?.excerpt.length).toBeLessThan(230);
  });
});
