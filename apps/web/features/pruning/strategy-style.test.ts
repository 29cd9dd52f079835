import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { STRATEGY_NAMES } from './strategy-name.ts';
import { getStrategyStyle } from './strategy-style.ts';

const TOKENS = readFileSync(new URL('../../styles/tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
type Triple = readonly [number, number, number];

/** `--series-1` in a theme, as linear sRGB. */
function read(token: string, theme: Theme): Triple {
  // Without a match there is no colour.
  const [, light, dark] = TOKENS.match(`${token}: light-dark\\(#(\\w{6}), #(\\w{6})\\)`) ?? [];
  const hex = theme === 'light' ? light : dark;
  if (hex === undefined) throw new Error(`styles/tokens.css has no colour ${token}`);
  const part = (start: number): number => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(0), part(2), part(4)];
}

/** Contrast of WCAG 2.2. */
function contrast(one: Triple, other: Triple): number {
  const luminance = ([red, green, blue]: Triple) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Oklab, in which distances are as people see them (Ottosson 2020). */
function toOklab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance([a, b, c]: Triple, [d, e, f]: Triple): number {
  return Math.hypot(a - d, b - e, c - f);
}

const tokenOf = (color: string): string => color.replace(/^var\((.+)\)$/, '$1');
const COLORS = STRATEGY_NAMES.map((name) => tokenOf(getStrategyStyle(name).color));

describe('getStrategyStyle', () => {
  it('gives every strategy a colour of its own', () => {
    expect(new Set(COLORS).size).toBe(STRATEGY_NAMES.length);
  });

  it.each(THEMES)('has colours that are seen on every ground of the %s theme', (theme) => {
    for (const ground of ['--ground', '--surface', '--sunken'])
      for (const token of COLORS)
        expect([token, ground, contrast(read(token, theme), read(ground, theme)) >= 3]).toEqual([token, ground, true]);
  });

  it.each(THEMES)('has colours that are told apart in the %s theme', (theme) => {
    const places = COLORS.map((token) => [token, toOklab(read(token, theme))] as const);
    const close = places.flatMap(([token, at], index) =>
      places.slice(index + 1).flatMap(([other, place]) => (distance(at, place) < 0.08 ? [[token, other]] : [])),
    );
    expect(close).toEqual([]);
  });

  it('has greys for random removals and lists that were given, and for nothing else', () => {
    const isGrey = (token: string): boolean => THEMES.every((theme) => Math.hypot(...toOklab(read(token, theme)).slice(1)) < 0.02);
    const grey = STRATEGY_NAMES.filter((_, index) => isGrey(COLORS[index] as string));
    expect(grey).toEqual(['random', 'random-inner', 'explicit']);
  });
});
