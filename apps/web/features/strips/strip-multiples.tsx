'use client';

import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';
import { readCells } from './read-strip.ts';
import { StripRows } from './strip-row.tsx';
import { StripTip } from './strip-tip.tsx';
import styles from './strips.module.css';
import { useNamedBlock } from './use-named-block.ts';
import { usePointedBlock } from './use-pointed-block.ts';

/** Strips under one title; null: their names say enough. */
export interface StripGroup {
  readonly title: string | null;
  /** Where their names lead; null: to their models. */
  readonly href: string | null;
  readonly strips: readonly StripFactsFragment[];
}

/** Strips as small multiples, in the encoding of the picture of many models. A block that the address names is marked in each. */
export function StripMultiples({ groups }: { readonly groups: readonly StripGroup[] }): ReactNode {
  const strips = useMemo(() => groups.flatMap((group) => group.strips), [groups]);
  const pointing = usePointedBlock(strips);
  const named = useNamedBlock();
  const picture = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (named !== null) picture.current?.scrollIntoView({ block: 'center' });
  }, [named]);
  return (
    <div className={styles.picture} ref={picture}>
      {named !== null && <NamedBlock block={named} groups={groups} />}
      {groups.map(({ title, href, strips: members }) => (
        <div key={title ?? href}>
          {title !== null && <h3 className={styles.group}>{title}</h3>}
          <StripRows strips={members} pointing={pointing} named={named} href={href} />
        </div>
      ))}
      <StripTip pointing={pointing} />
    </div>
  );
}

/** Where the named block stands by each way to judge it. */
function NamedBlock({ block, groups }: { readonly block: number; readonly groups: readonly StripGroup[] }): ReactNode {
  const ranks = groups.flatMap(({ strips }) =>
    strips.flatMap((strip) => {
      const cell = readCells(strip)[block];
      return cell ? [`${strip.name}: ${numbers.rounded(cell.rank, 4)} of ${strip.ranks.length}`] : [];
    }),
  );
  return (
    <p className={styles.read}>
      <b>Block {block} is marked.</b> {ranks.length === 0 ? 'It has no value here.' : `Its rank, 1 = matters least: ${ranks.join('; ')}.`}
    </p>
  );
}
