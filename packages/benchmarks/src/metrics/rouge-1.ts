/**
 * ROUGE-1: the F-measure of the words that two texts share, each counted as often as both contain it. Words are runs of a–z and 0–9 after
 * lower-casing,
 * without stemming.
 * Source: rouge_score 0.1.2, rouge_scorer.py (rouge1, use_stemmer=False); Lin 2004.
 * @returns 0..1
 */
export function rouge1(text: string, reference: string): number {
  const words = listWords(text);
  const expected = listWords(reference);
  const left = [...expected];
  const shared = words.filter((word) => {
    const place = left.indexOf(word);
    if (place !== -1) left.splice(place, 1);
    return place !== -1;
  }).length;
  return shared === 0 ? 0 : (2 * shared) / (words.length + expected.length);
}

function listWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
