import { expect, it } from '@jest/globals';
import { findLocale } from './find-locale.ts';

it('takes the first language whose numbers it can write, in Latin digits', () => {
  expect(findLocale('de-CH,de;q=0.9,en;q=0.8')).toBe('de-CH-u-nu-latn');
  expect(findLocale('xx-invalid-tag-that-is-none, fr;q=0.5')).toBe('fr-u-nu-latn');
  expect(new Intl.NumberFormat(findLocale('ar-EG')).format(12)).toBe('12');
});

it('writes English where a browser names no language', () => {
  expect([null, '', '*', 'de;q=0', '<script>'].map(findLocale)).toEqual(['en', 'en', 'en', 'en', 'en']);
});
