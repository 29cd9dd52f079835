'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createNumbers, MACHINE_NUMBERS, type Numbers } from './numbers.ts';

const NumbersContext = createContext<Numbers>(MACHINE_NUMBERS);

/** Provides the language of number formats to the components below. The server determines it, so server and browser write the same text. */
export function LocaleProvider({ locale, children }: { readonly locale: string; readonly children: ReactNode }): ReactNode {
  const numbers = useMemo(() => createNumbers(locale), [locale]);
  return <NumbersContext value={numbers}>{children}</NumbersContext>;
}

/** The reader's number formats, in client components; server components use `getNumbers`. */
export function useNumbers(): Numbers {
  return useContext(NumbersContext);
}
