'use client';

import { type ReactNode, type RefObject, useEffect, useEffectEvent, useState } from 'react';
import styles from './chart.module.css';
import type { ChartProps, PlotModule } from './chart.tsx';

export interface PlotCanvasProps extends Pick<ChartProps, 'draw' | 'summary'> {
  readonly canvas: RefObject<HTMLDivElement | null>;
  readonly height: number;
  readonly linked: boolean;
}

/** Draws by Observable Plot at the width there is, again when the width or the numbers change. Its place is kept from the first byte. */
export function PlotCanvas({ canvas, draw, height, summary, linked }: PlotCanvasProps): ReactNode {
  const [plot, setPlot] = useState<PlotModule | null>(null);
  const [failed, setFailed] = useState(false);
  const [width, setWidth] = useState(0);
  const ready = plot !== null && width > 0;

  useEffect(() => {
    let here = true;
    import('./plot.ts').then(
      (loaded) => here && setPlot(loaded),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, []);

  useEffect(() => {
    if (!canvas.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [canvas]);

  const paint = useEffectEvent(() => {
    if (!ready || !canvas.current) return;
    const drawing = plot.plot({
      width,
      height,
      style: { background: 'none', color: 'var(--ink-2)', fontSize: '11px', fontFamily: 'var(--font-sans)', overflow: 'visible' },
      ...draw(plot, { width, height }),
    });
    // The policy of the page admits no style element of a script; chart.module.css holds the same rules.
    drawing.querySelector('style')?.remove();
    // Plot names its groups of marks; a name needs a role.
    for (const group of drawing.querySelectorAll('g[aria-label]')) group.setAttribute('role', 'group');
    drawing.setAttribute('role', linked ? 'group' : 'img');
    drawing.setAttribute('aria-label', summary);
    canvas.current.replaceChildren(drawing);
  });

  // `draw` is a new function for new numbers: callers keep it otherwise.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what paint reads
  useEffect(() => paint(), [ready, width, height, draw, summary]);

  return (
    <div ref={canvas} className={styles.canvas} style={{ height }} data-drawn={ready}>
      {failed && <p>The drawing could not be loaded. The numbers are under “As table”.</p>}
    </div>
  );
}
