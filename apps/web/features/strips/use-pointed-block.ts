import { useCallback, useState } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { blockAtDepth, idOfStrip } from './read-strip.ts';

/** The block that is pointed at, by the id of its strip. */
export interface PointedBlock {
  readonly id: string;
  readonly block: number;
}

export interface Pointing {
  readonly pointed: PointedBlock | null;
  /** The strip that is pointed at. */
  readonly shown: StripFactsFragment | null;
  readonly point: (id: string, block: number | null) => void;
  readonly move: (strip: StripFactsFragment, block: number, steps: number) => void;
}

/** Follows pointer and keys over strips that stand below each other: up and down keep the depth. */
export function usePointedBlock(strips: readonly StripFactsFragment[]): Pointing {
  const [pointed, setPointed] = useState<PointedBlock | null>(null);
  const point = useCallback((id: string, block: number | null) => setPointed(block === null ? null : { id, block }), []);
  const move = useCallback(
    (strip: StripFactsFragment, block: number, steps: number) => {
      const next = strips[strips.findIndex((one) => idOfStrip(one) === idOfStrip(strip)) + steps];
      if (next === undefined) return; // the first or the last strip
      document.getElementById(idOfStrip(next))?.querySelector<HTMLElement>('[role="img"]')?.focus();
      point(idOfStrip(next), blockAtDepth(block, strip, next));
    },
    [strips, point],
  );
  return { pointed, shown: strips.find((strip) => idOfStrip(strip) === pointed?.id) ?? null, point, move };
}
