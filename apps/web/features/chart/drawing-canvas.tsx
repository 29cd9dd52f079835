'use client';

import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useEffect, useMemo, useState } from 'react';
import styles from './chart.module.css';
import type { ChartSpace, Drawing, Target } from './drawing.ts';
import { findNextTarget, findTarget } from './find-next-target.ts';

export interface DrawingCanvasProps {
  /** A description of the chart in one or two sentences with its main numbers. */
  readonly summary: string;
  /** Axis titles must include the unit. Called with the available space; callers must pass a stable function for the same numbers. */
  readonly draw: (space: ChartSpace) => Drawing;
  readonly canvas: RefObject<HTMLDivElement | null>;
  /** Pixels. */
  readonly height: number;
  readonly square: boolean;
}

const NO_SPACE: ChartSpace = { width: 0, height: 0 };

/** The drawing at the available width; drawn again if the width or the numbers change. Its space is reserved from the start. */
export function DrawingCanvas({ canvas, draw, height, square, summary }: DrawingCanvasProps): ReactNode {
  const [space, setSpace] = useState<ChartSpace>(NO_SPACE);
  const [pointed, setPointed] = useState<Target | null>(null);
  const drawing = useMemo(() => (space.width > 0 ? draw(space) : null), [draw, space]);

  useEffect(() => {
    if (!canvas.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSpace({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) });
    });
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [canvas]);

  const point = (event: PointerEvent<HTMLDivElement>) => {
    if (!drawing?.targets) return;
    const box = event.currentTarget.getBoundingClientRect();
    setPointed(findTarget(drawing.targets, { x: event.clientX - box.left, y: event.clientY - box.top }));
  };

  const { targets = [] } = drawing ?? {};
  const step = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter') pointed?.onPick?.();
    const next = event.key === 'Escape' ? null : findNextTarget(targets, pointed, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setPointed(next);
  };

  // A tooltip is valid only for the drawing that it was read from.
  const shown = pointed && drawing?.targets?.includes(pointed) ? pointed : null;
  const hasPoints = targets.length > 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role where there are points to go through
    <div
      ref={canvas}
      className={styles.canvas}
      {...(hasPoints && { role: 'group', tabIndex: 0, 'aria-label': 'Points of the chart: left and right arrow keys read them out' })}
      style={square ? { aspectRatio: 1, maxHeight: height } : { height }}
      data-drawn={drawing !== null}
      onPointerMove={point}
      onPointerDown={point}
      onClick={() => pointed?.onPick?.()}
      onPointerLeave={() => setPointed(null)}
      onKeyDown={step}
      onBlur={() => setPointed(null)}
    >
      {drawing && (
        <svg width={space.width} height={space.height} viewBox={`0 0 ${space.width} ${space.height}`} role="img" aria-label={summary}>
          {drawing.marks}
        </svg>
      )}
      {shown && <Tip target={shown} width={space.width} />}
      <span className="visually-hidden" role="status">
        {shown?.text}
      </span>
    </div>
  );
}

/** The tooltip of a target, on the side with more room. */
function Tip({ target: { x, y, text }, width }: { readonly target: Target; readonly width: number }): ReactNode {
  const side = x > width / 2 ? { right: width - x + 10 } : { left: x + 10 };
  return (
    <>
      <span className={styles.ring} style={{ left: x, top: y }} aria-hidden="true" />
      <span className={styles.tip} style={{ ...side, top: y }} data-tip="">
        {text}
      </span>
    </>
  );
}
