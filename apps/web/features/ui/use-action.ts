'use client';

import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';

/** An action of the reader that the API may refuse. */
export interface Action {
  readonly busy: boolean;
  /** Why the last one was refused; null while none was. */
  readonly problem: string | null;
  readonly run: (act: () => Promise<unknown>) => Promise<void>;
}

/** Runs one action at a time, and keeps the words of a refusal. */
export function useAction(): Action {
  const [state, setState] = useState<Omit<Action, 'run'>>({ busy: false, problem: null });
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    setState({ busy: true, problem: null });
    try {
      await act();
      setState({ busy: false, problem: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState({ busy: false, problem: error.message });
    }
  };
  return { ...state, run };
}
