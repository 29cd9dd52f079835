'use client';

import { type ReactNode, useMemo } from 'react';
import type { StripsPictureFragment } from '../../generated/graphql.ts';
import { DepthCurve } from './depth-curve.tsx';
import { LeastDots } from './least-dots.tsx';
import { COLOURS, idOfStrip } from './read-strip.ts';
import { StripRow } from './strip-row.tsx';
import { StripTip } from './strip-tip.tsx';
import styles from './strips.module.css';
import { usePointedBlock } from './use-pointed-block.ts';

/** The strips of many models by relative depth, below the curve of all that count. */
export function StripPicture({ picture }: { readonly picture: StripsPictureFragment }): ReactNode {
  const { strips } = picture;
  const groups = useMemo(() => [...Map.groupBy(strips, ({ group }) => group)], [strips]);
  const { pointed, shown, point, move } = usePointedBlock(strips);
  return (
    <div className={styles.picture}>
      <Curve picture={picture} pointed={pointed?.id ?? null} />
      {groups.map(([group, members]) => (
        <div key={group}>
          <h3 className={styles.group}>
            {group} {members[0]?.maker && <small>{members[0].maker}</small>}
          </h3>
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
