'use client';

import { getAt } from '@lamina/errors';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, memo, type ReactNode } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { describeStrip, formatSize, idOfStrip, toStripHref } from './read-strip.ts';
import { StripCells } from './strip-cells.tsx';
import styles from './strips.module.css';
import type { Pointing } from './use-pointed-block.ts';

interface StripRowProps {
  readonly strip: StripFactsFragment;
  /** The block that is pointed at; null for another strip. */
  readonly block: number | null;
  readonly onPoint: (id: string, block: number | null) => void;
  /** To the strip that is so many steps below. */
  readonly onMove: (strip: StripFactsFragment, block: number, steps: number) => void;
  /** The block that the address names, which stays marked; default: none. */
  readonly named?: number | null;
  /** Where the name leads; default: to the model. */
  readonly href?: string | null;
}

/** A model and its strip. A click or Enter opens the model at the block; arrow keys move along the strip, and to other strips. */
const StripRow = memo(function StripRow({ strip, block, onPoint, onMove, named = null, href = null }: StripRowProps): ReactNode {
  const router = useRouter();
  const onOpen = (at: number): void => router.push(toStripHref(strip, at));
  const { name, kind, blockCount, parameterCount, isCounted, isMeasured, order } = strip;
  const marked = block ?? (named !== null && named < blockCount ? named : null);
  const id = idOfStrip(strip);
  const blockOf = (element: HTMLElement, x: number): number => {
    const { left, width } = element.getBoundingClientRect();
    return clamp(Math.floor(((x - left) / width) * blockCount), blockCount);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = block ?? order[0] ?? 0; // every strip has a least block
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: blockCount - 1 }[event.key];
    const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (next === undefined && steps === undefined && event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (next !== undefined) onPoint(id, clamp(next, blockCount));
    if (steps !== undefined) onMove(strip, at, steps);
    if (event.key === 'Enter') onOpen(at);
    if (event.key === 'Escape') onPoint(id, null);
  };
  return (
    <div id={id} className={styles.row} data-strip={strip.slug} data-counted={isCounted} data-measured={isMeasured}>
      <Link className={styles.name} href={href ?? toStripHref(strip, null)} prefetch={false}>
        {name}
      </Link>
      <span className={styles.size}>{formatSize(parameterCount)}</span>
      <span className={styles.kind}>{kind}</span>
      <span
        className={styles.strip}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its blocks are read by arrow keys
        tabIndex={0}
        role="img"
        aria-label={describeStrip(strip)}
        onPointerMove={({ currentTarget, clientX }) => onPoint(id, blockOf(currentTarget, clientX))}
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && onPoint(id, null)}
        onPointerDown={({ currentTarget, clientX }) => onPoint(id, blockOf(currentTarget, clientX))}
        onClick={({ currentTarget, clientX, nativeEvent }) => {
          if ((nativeEvent as unknown as globalThis.PointerEvent).pointerType !== 'touch') onOpen(blockOf(currentTarget, clientX));
        }}
        onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && block === null && onPoint(id, getAt(order, 0))}
        onBlur={() => onPoint(id, null)}
        onKeyDown={onKeyDown}
      >
        <StripCells strip={strip} />
        {marked !== null && (
          <i
            className={styles.cursor}
            data-marked-block={marked}
            style={{ left: `${(100 * marked) / blockCount}%`, width: `${100 / blockCount}%` }}
          />
        )}
      </span>
      <StripOrigin strip={strip} />
    </div>
  );
});

interface StripRowsProps {
  readonly strips: readonly StripFactsFragment[];
  readonly pointing: Pointing;
  readonly named?: number | null;
  readonly href?: string | null;
}

/** Strips below each other, with the block that is pointed at in one of them. */
export function StripRows({ strips, pointing: { pointed, point, move }, named = null, href = null }: StripRowsProps): ReactNode {
  return strips.map((strip) => (
    <StripRow
      key={idOfStrip(strip)}
      strip={strip}
      block={pointed?.id === idOfStrip(strip) ? pointed.block : null}
      onPoint={point}
      onMove={move}
      named={named}
      href={href}
    />
  ));
}

/** Where a strip comes from, on what terms, and what is wrong with it. */
function StripOrigin({ strip }: { readonly strip: StripFactsFragment }): ReactNode {
  const { isMeasured, isVerified, isCounted, source, licence, layers, blockCount } = strip;
  const missing = blockCount - layers.length;
  return (
    <span className={styles.from} title={source?.credit}>
      {!isCounted && (
        <>
          <a className={styles.doubt} href="#not-counted">
            not counted
          </a>
          {' · '}
        </>
      )}
      {missing > 0 && <span className={styles.doubt}>{missing} missing · </span>}
      {isVerified && (
        <>
          <Link href="/contribute">verified</Link>
          {' · '}
        </>
      )}
      {isMeasured || source === null ? (
        <>
          <b className={styles.here}>Measured here</b>
          {licence !== null && `, ${licence}`}
        </>
      ) : (
        <>
          {source.url === null ? nameSource(source) : <a href={source.url}>{nameSource(source)}</a>}, {shortenLicence(licence)}
        </>
      )}
    </span>
  );
}

/** As much of a credit line as fits beside a strip: who. What was imported here has that in its title. */
function nameSource({ credit, title, isImported }: NonNullable<StripFactsFragment['source']>): string {
  if (isImported) return title;
  const [who = title] = credit.replace(/^[\w\s-]+: /, '').split(/[,(]/);
  return who.trim();
}

function shortenLicence(licence: string | null): string {
  if (licence === null) return 'licence not stated';
  const [short = licence] = licence.split(/[,;(]| by /);
  return /thread|numbers posted/.test(licence) ? 'facts from a thread' : short.trim();
}

function clamp(block: number, blockCount: number): number {
  return Math.max(0, Math.min(blockCount - 1, block));
}
