import { getAt } from '@lamina/errors';

/** A part of a page, as far as it is known before the page is there. */
export type PagePart = 'controls' | 'facts' | 'cards' | 'chart' | 'table' | 'text';

/** What a page will look like. */
export interface PageShape {
  readonly name: string;
  /** Parts below its title, top to bottom. */
  readonly parts: readonly PagePart[];
}

/** By the first segment of the path. */
const SHAPES: ReadonlyMap<string, PageShape> = new Map([
  ['', { name: 'the answer', parts: ['controls', 'cards', 'chart', 'table'] }],
  ['models', { name: 'the model', parts: ['facts', 'chart', 'table'] }],
  ['findings', { name: 'the findings', parts: ['chart', 'table'] }],
  ['compare', { name: 'the comparison', parts: ['controls', 'chart', 'table'] }],
  ['submit', { name: 'the form', parts: ['controls', 'text'] }],
  ['jobs', { name: 'the jobs', parts: ['cards', 'controls', 'table'] }],
  ['benchmarks', { name: 'the benchmarks', parts: ['facts', 'table'] }],
  ['families', { name: 'the family', parts: ['table', 'chart'] }],
  ['releases', { name: 'the releases', parts: ['facts', 'table'] }],
  ['tokens', { name: 'the tokens', parts: ['controls', 'table'] }],
]);

const PLAIN: PageShape = { name: 'the page', parts: ['text'] };

/** The shape of the page at a path; a page that is not known has a title and a text. */
export function getPageShape(path: string): PageShape {
  return SHAPES.get(getAt(path.split('/'), 1)) ?? PLAIN;
}
