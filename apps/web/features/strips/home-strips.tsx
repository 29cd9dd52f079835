import Link from 'next/link';
import type { ReactNode } from 'react';
import { LayerStripsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { renderWithApi } from '../api/render-with-api.tsx';
import { CreditLine } from '../published/credit-line.tsx';
import { toQuerySource } from '../query/query-source.ts';
import { Section } from '../ui/section.tsx';
import { StripPicture } from './strip-picture.tsx';
import styles from './strips.module.css';
import { StripsTools } from './strips-tools.tsx';
import { UncountedNote } from './uncounted-note.tsx';

const VARIABLES = { operation: 'REMOVED' } as const;

/** The picture of many models under the answer of one: is it so in others? Nothing where nothing is known. */
export function HomeStrips(): Promise<ReactNode> {
  return renderWithApi(renderStrips);
}

async function renderStrips(): Promise<ReactNode> {
  const { layerStrips: picture } = await fetchApi(LayerStripsDocument, VARIABLES);
  if (picture.strips.length === 0) return null;
  return (
    <Section
      id="many-models"
      title={picture.title}
      intro={
        <>
          {picture.detail} <Link href="/models">Other ways to judge a block say otherwise</Link>
        </>
      }
    >
      <StripPicture picture={picture} />
      <div className={styles.notes}>
        <UncountedNote strips={picture.strips} />
      </div>
      <StripsTools query={toQuerySource(LayerStripsDocument, VARIABLES)} operation="removed" cellCount={picture.cellCount}>
        {null}
      </StripsTools>
      <CreditLine sources={picture.strips.map(({ source }) => source).filter((source) => source !== null)} />
    </Section>
  );
}

/** Grey strips of the final height. */
export function AwaitedStrips(): ReactNode {
  return <div className={styles.awaited} aria-busy="true" data-awaited />;
}
