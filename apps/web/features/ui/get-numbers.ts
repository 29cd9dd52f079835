import { headers } from 'next/headers';
import { cache } from 'react';
import { findLocale } from './find-locale.ts';
import { createNumbers, type Numbers } from './numbers.ts';

/** The reader's language, from the browser's request. */
export const getLocale = cache(async (): Promise<string> => findLocale((await headers()).get('accept-language')));

/** The reader's number formats, in server components. */
export const getNumbers = cache(async (): Promise<Numbers> => createNumbers(await getLocale()));
