'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { Select } from '../ui/select.tsx';
import { modelParsers } from './model-params.ts';

/** The text on which costs are shown. */
export function TextSelect({ texts, text }: { readonly texts: readonly string[]; readonly text: string }): ReactNode {
  const [, setParams] = useQueryStates(modelParsers, { scroll: false, shallow: false });
  return (
    <Select
      label="Text"
      value={text}
      options={texts.map((one) => ({ value: one, label: one }))}
      onChange={(value) => setParams({ text: value })}
    />
  );
}
