import { createRefusal } from '@lamina/errors';
import { z } from 'zod';
import { listOf, parseInput, wordsOf } from '../rows/parse-input.ts';
import type { ReleaseFacts } from './publish-release.ts';

/** The version becomes a folder name and part of a URL. */
const VERSION = /^(?=.{1,50}$)[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/;
/** An identifier of the SPDX licence list, as Apache-2.0. */
const LICENCE = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,49}$/;
const DEFAULT_TITLE = 'Lamina data';

const releaseFacts = z.object({
  version: z.string().regex(VERSION, {
    error: ({ input }) => `is "${String(input).slice(0, 100)}"; use 1 to 50 letters and digits, with "." or "-" between them`,
  }),
  title: wordsOf(1, 200)
    .nullish()
    .transform((title) => title ?? DEFAULT_TITLE),
  description: wordsOf(0, 5000)
    .nullish()
    .transform((description) => description || null),
  authors: listOf(wordsOf(1, 200), 0, 50)
    .nullish()
    // A release need not name authors.
    .transform((authors) => authors ?? []),
  url: z
    .url({ protocol: /^https?$/, error: 'is not an http(s) address' })
    .nullish()
    .transform((url) => (url ? new URL(url).href : null)),
  licence: z
    .string()
    .regex(LICENCE, {
      error: ({ input }) => `is "${String(input).slice(0, 100)}"; use an identifier of https://spdx.org/licenses, such as CC-BY-4.0`,
    })
    .nullish()
    .transform((licence) => licence ?? null),
  idempotencyKey: wordsOf(0, 200)
    .nullish()
    .transform((key) => key || null),
});

/** The checked description of a release, from what a caller sent. @throws AppError BAD_USER_INPUT naming what is wrong. */
export function parseReleaseFacts(input: unknown): Omit<ReleaseFacts, 'publishedBy' | 'apiVersion'> {
  return parseInput(releaseFacts, input, createRefusal('The release cannot be published'));
}
