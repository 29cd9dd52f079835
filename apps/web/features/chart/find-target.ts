import type { Drawing, Target } from './drawing.ts';

/** Maximum distance in pixels between the pointer and the selected point. */
const REACH = 40;

/** The target that the pointer selects, if there is one. */
export function findTarget(
  targets: readonly Target[],
  pointer: Pick<Target, 'x' | 'y'>,
  pointAt: NonNullable<Drawing['pointAt']>,
): Target | null {
  const measure = ({ x, y }: Target) => (pointAt === 'column' ? Math.abs(x - pointer.x) : Math.hypot(x - pointer.x, y - pointer.y));
  let nearest: Target | null = null;
  for (const target of targets) if (nearest === null || measure(target) < measure(nearest)) nearest = target;
  return nearest !== null && (pointAt === 'column' || measure(nearest) <= REACH) ? nearest : null;
}
