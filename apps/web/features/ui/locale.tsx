'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createNumbers, MACHINE_NUMBERS, type Numbers } from './numbers.ts';

const NumbersContext = createContext<Numbers>(MACHINE_NUMBERS);

/** Tells the components below in which language the reader writes numbers. The server found it, so both sides write the same. */
export function LocaleProvider({ locale, children }: { readonly locale: string; readonly children: ReactNode }): ReactNode {
  const numbers = useMemo(() => createNumbers(locale), [locale]);
  return <NumbersContext value={numbers}>{children}</NumbersContext>;
}

/** The reader's number formats, in client components; `getNumbers` is its counterpart on the server. */
export function useNumbers(): Numbers {
  return useContext(NumbersContext);
}
