/**
 * The marks of Observable Plot that charts here use. Named one by one, so that the rest of the library (maps, densities, trees) is not sent to
 * readers; a new chart adds what it needs.
 */
export {
  areaY,
  axisFy,
  barY,
  cell,
  dot,
  frame,
  gridX,
  gridY,
  line,
  lineY,
  link,
  plot,
  pointer,
  pointerX,
  ruleX,
  ruleY,
  text,
  tickY,
  tip,
} from '@observablehq/plot';
