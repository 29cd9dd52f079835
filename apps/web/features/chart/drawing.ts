import type { ReactNode } from 'react';

/** Pixels. */
export interface ChartSpace {
  readonly width: number;
  readonly height: number;
}

/** The edges of the part of a chart inside its axes, in pixels from the upper left corner of the drawing. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A position in the drawing with a tooltip. */
export interface Target {
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** The action of a click on it, or of Enter; default: none. */
  readonly onPick?: () => void;
}

export interface Drawing {
  /** SVG. Colours are CSS custom properties, so one drawing works in both themes. */
  readonly marks: ReactNode;
  readonly targets?: readonly Target[];
}

/** The area inside the margins of a drawing. */
export function placeArea({ width, height }: ChartSpace, margin: Area): Area {
  return { left: margin.left, right: Math.max(width - margin.right, margin.left + 1), top: margin.top, bottom: height - margin.bottom };
}
