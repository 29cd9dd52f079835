'use client';

import { type ReactNode, useMemo } from 'react';
import type { StripFactsFragment, StripsPictureFragment } from '../../generated/graphql.ts';
import { DepthCurve } from './depth-curve.tsx';
import { COLOURS, idOfStrip } from './read-strip.ts';
import { StripRows } from './strip-row.tsx';
import { StripTip } from './strip-tip.tsx';
import styles from './strips.module.css';
import { usePointedBlock } from './use-pointed-block.ts';

/** Steps of depth in which dots are stacked: 2.5 %. */
const SLOTS = 40;
const DOT_PIXELS = 9;

/** One dot for each model at the block that matters least in it, stacked: the dots prove the title. */
function LeastDots({ strips, pointed }: { readonly strips: readonly StripFactsFragment[]; readonly pointed: string | null }): ReactNode {
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

/** The strips of many models by relative depth, below the curve of all that count. */
export function StripPicture({ picture }: { readonly picture: StripsPictureFragment }): ReactNode {
  const { strips } = picture;
  const groups = useMemo(() => [...Map.groupBy(strips, ({ group }) => group)], [strips]);
  const pointing = usePointedBlock(strips);
  return (
    <div className={styles.picture}>
      <Curve picture={picture} pointed={pointing.pointed?.id ?? null} />
      {groups.map(([group, members]) => (
        <div key={group}>
          <h3 className={styles.group}>
            {group} {members[0]?.maker && <small>{members[0].maker}</small>}
          </h3>
          <StripRows strips={members} pointing={pointing} />
        </div>
      ))}
      <StripTip pointing={pointing} />
    </div>
  );
}

function Curve({ picture, pointed }: { readonly picture: StripsPictureFragment; readonly pointed: string | null }): ReactNode {
  const { curve, strips, countedModels, countedGenerations } = picture;
  if (curve.length === 0) return null;
  return (
    <div className={styles.chart}>
      <div className={styles.axis}>
        <span>matters most</span>
        <span className={styles.ramp} aria-hidden="true">
          {Array.from({ length: COLOURS }, (_, place) => COLOURS - 1 - place).map((colour) => (
            <i key={colour} style={{ background: `var(--rank-${colour})` }} />
          ))}
        </span>
        <span>matters least</span>
      </div>
      <div className={styles.plot}>
        <DepthCurve curve={curve} className={styles.plotCurve} />
        <LeastDots strips={strips.filter(({ isCounted }) => isCounted)} pointed={pointed} />
        <div className={styles.depth}>
          <span>input</span>
          <span style={{ left: '25%' }}>25 %</span>
          <span style={{ left: '50%' }}>50 %</span>
          <span style={{ left: '75%' }}>75 %</span>
          <span>output</span>
        </div>
      </div>
      <p className={styles.read}>
        <b>Line</b> median rank of {countedModels} models from {countedGenerations} generations. <b>Band</b> the middle half of them.{' '}
        <b>Dots</b> each model’s least block. <b>Cells</b> rank, not size; marked: the five least.
      </p>
    </div>
  );
}
