import type { ReactNode } from 'react';
import type { Area } from './drawing.ts';
import type { LegendEntry } from './legend-key.tsx';
import type { SeriesStyle } from './series-style.ts';

/** A level to compare with, such as the dense model. */
export interface Reference {
  readonly y: number;
  readonly label: string;
  /** Default: solid. */
  readonly dash?: SeriesStyle['dash'];
}

const COLOR = 'var(--ink-2)';

interface ReferenceLineProps extends Reference {
  readonly area: Area;
  /** In a small panel it would cover the curves: there the legend names the line. */
  readonly isLabelled: boolean;
  /** Whether the label stands below the line, because another's stands above. */
  readonly isBelow?: boolean;
}

/** A horizontal line with its name at the right end; `y` in pixels. */
export function ReferenceLine({ area, y, label, dash = 'none', isLabelled, isBelow = false }: ReferenceLineProps): ReactNode {
  return (
    <>
      <line data-reference={label} x1={area.left} x2={area.right} y1={y} y2={y} stroke={COLOR} strokeWidth={1.25} strokeDasharray={dash} />
      {isLabelled && (
        <text x={area.right} y={isBelow ? y + 14 : y - 6} textAnchor="end" fill={COLOR}>
          {label}
        </text>
      )}
    </>
  );
}

/** The entry of a level in the legend, for panels that do not name it. */
export function toLegendEntry({ label, dash = 'none' }: Reference): LegendEntry {
  return { label, mark: 'line', color: COLOR, dash };
}
