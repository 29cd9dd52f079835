import type { ReactNode } from 'react';
import styles from './report.module.css';

/** The picture of a chart. Its text may come from anybody: inside an image, a browser runs no script of it and loads nothing for it. */
export function ChartPicture({ picture, caption }: { readonly picture: string; readonly caption: string }): ReactNode {
  return (
    // biome-ignore lint/performance/noImgElement: the picture is in the page already, so there is nothing to optimize
    <img className={styles.picture} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`} alt={caption} />
  );
}
