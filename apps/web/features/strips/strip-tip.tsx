'use client';

import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';
import { idOfStrip, readCells } from './read-strip.ts';
import styles from './strips.module.css';
import type { Pointing } from './use-pointed-block.ts';

const GAP = 8;

/** Value, unit and rank of the block that is pointed at, also for those who listen. */
export function StripTip({ pointing: { shown: strip, pointed } }: { readonly pointing: Pointing }): ReactNode {
  // Without a block, nothing is shown.
  const block = pointed === null ? 0 : pointed.block;
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (strip === null) return;
    const place = () => placeTip(tip.current, strip, block);
    place();
    window.addEventListener('scroll', place, { passive: true });
    return () => window.removeEventListener('scroll', place);
  }, [strip, block]);
  return (
    <div ref={tip} className={styles.tip} role="status" aria-live="polite" data-shown={strip !== null}>
      {strip && <TipText strip={strip} block={block} />}
    </div>
  );
}

/** Above the block, or below it where there is no room. */
function placeTip(tip: HTMLElement | null, strip: StripFactsFragment, block: number): void {
  const target = document.getElementById(idOfStrip(strip))?.querySelector('[role="img"]');
  if (!tip || !target) return; // while the page changes
  const box = target.getBoundingClientRect();
  const middle = box.left + (box.width * (block + 0.5)) / strip.blockCount;
  tip.style.left = `${Math.max(GAP, Math.min(window.innerWidth - tip.offsetWidth - GAP, middle - tip.offsetWidth / 2))}px`;
  tip.style.top = `${box.top > tip.offsetHeight + 2 * GAP ? box.top - tip.offsetHeight - GAP : box.bottom + GAP}px`;
}

function TipText({ strip, block }: { readonly strip: StripFactsFragment; readonly block: number }): ReactNode {
  const cell = readCells(strip)[block] ?? null; // missing in the source
  const ranked = strip.ranks.length;
  return (
    <>
      <b>
        Block {block} of {strip.blockCount}
      </b>{' '}
      {cell === null ? 'no value' : writeValue(cell.value, strip.unitOfValue)}
      <small>
        {cell === null
          ? `${strip.name}: missing in the source`
          : `${strip.name}: rank ${numbers.rounded(cell.rank, 4)} of ${ranked}${describeEnd(cell.rank, ranked)}`}
      </small>
    </>
  );
}

/** A unit that begins with a number stands in brackets. */
function writeValue(value: number, unit: string): string {
  return `${numbers.significant(value)} ${/^\d/.test(unit) ? `(${unit})` : unit}`;
}

function describeEnd(rank: number, ranked: number): string {
  if (rank === 1) return ', matters least';
  return rank === ranked ? ', matters most' : '';
}
