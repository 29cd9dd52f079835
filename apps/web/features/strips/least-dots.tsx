import type { ReactNode } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { idOfStrip } from './read-strip.ts';
import styles from './strips.module.css';

/** Steps of depth in which dots are stacked: 2.5 %. */
const SLOTS = 40;
const DOT_PIXELS = 9;

/** One dot for each model at the block that matters least in it, stacked: the dots prove the title. */
export function LeastDots({
  strips,
  pointed,
}: {
  readonly strips: readonly StripFactsFragment[];
  readonly pointed: string | null;
}): ReactNode {
  const stacks = [
    ...Map.groupBy(
      strips.toSorted((one, other) => one.leastDepth - other.leastDepth),
      ({ leastDepth }) => Math.min(SLOTS - 1, Math.floor(leastDepth * SLOTS)),
    ),
  ];
  const tallest = Math.max(0, ...stacks.map(([, stack]) => stack.length));
  return (
    <div className={styles.dots} style={{ height: DOT_PIXELS * tallest + 4 }} aria-hidden="true">
      {stacks.flatMap(([slot, stack]) =>
        stack.map((strip, place) => (
          <i
            key={idOfStrip(strip)}
            title={`${strip.name}: block ${strip.order[0]}`}
            data-pointed={pointed === idOfStrip(strip)}
            style={{ left: `${(100 * (slot + 0.5)) / SLOTS}%`, bottom: place * DOT_PIXELS }}
          />
        )),
      )}
    </div>
  );
}
