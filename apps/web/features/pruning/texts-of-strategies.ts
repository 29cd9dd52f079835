import { type SeriesStyle, varySeriesStyle } from '../chart/series-style.ts';

/** What a strategy chose by the scores of a calibration text; null: it read no scores, or the text is not known. */
interface TextChoice {
  readonly strategy: string;
  readonly chosenOn: string | null;
}

/** The texts of each strategy, those of most choices first. */
export type TextsOfStrategies = ReadonlyMap<string, readonly (string | null)[]>;

/** Where a strategy chose on several texts, they must be told apart. */
export function listTextsOfStrategies(choices: readonly TextChoice[]): TextsOfStrategies {
  return new Map(
    [...Map.groupBy(choices, ({ strategy }) => strategy)].map(([strategy, own]) => {
      const byText = [...Map.groupBy(own, ({ chosenOn }) => chosenOn)];
      const sorted = byText.toSorted(([a, left], [b, right]) => right.length - left.length || nameText(a).localeCompare(nameText(b), 'en'));
      return [strategy, sorted.map(([text]) => text)];
    }),
  );
}

/** The text of a choice where the strategy has several; null: one text needs no name. */
export function findTextName({ strategy, chosenOn }: TextChoice, texts: TextsOfStrategies): string | null {
  const own = texts.get(strategy);
  return own === undefined || own.length < 2 ? null : nameText(chosenOn);
}

/** The style of a strategy, with another marker and dash for each further text. */
export function varyByText(style: SeriesStyle, { strategy, chosenOn }: TextChoice, texts: TextsOfStrategies): SeriesStyle {
  const place = texts.get(strategy)?.indexOf(chosenOn);
  return place === undefined ? style : varySeriesStyle(style, place);
}

function nameText(text: string | null): string {
  return text ?? 'a text that is not known';
}
