'use client';

import { type ReactNode, useMemo } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { idOfStrip } from './read-strip.ts';
import { StripRow } from './strip-row.tsx';
import { StripTip } from './strip-tip.tsx';
import styles from './strips.module.css';
import { usePointedBlock } from './use-pointed-block.ts';

/** Strips under one title. */
export interface StripGroup {
  readonly title: string;
  readonly strips: readonly StripFactsFragment[];
}

/** Strips as small multiples, in the encoding of the picture of many models. */
export function StripMultiples({ groups }: { readonly groups: readonly StripGroup[] }): ReactNode {
  const strips = useMemo(() => groups.flatMap((group) => group.strips), [groups]);
  const { pointed, shown, point, move } = usePointedBlock(strips);
  return (
    <div className={styles.picture}>
      {groups.map(({ title, strips: members }) => (
        <div key={title}>
          <h3 className={styles.group}>{title}</h3>
          {members.map((strip) => (
            <StripRow
              key={idOfStrip(strip)}
              strip={strip}
              block={pointed?.id === idOfStrip(strip) ? pointed.block : null}
              onPoint={point}
              onMove={move}
            />
          ))}
        </div>
      ))}
      {/* Without a block, nothing is shown. */}
      <StripTip strip={shown} block={pointed === null ? 0 : pointed.block} />
    </div>
  );
}
