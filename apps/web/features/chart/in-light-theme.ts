/** Runs a function while the page has the colours of the light theme. Nothing is painted in between, so readers do not see it. */
export function inLightTheme<Result>(run: () => Result): Result {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = 'light';
  try {
    return run();
  } finally {
    if (theme === undefined) delete dataset.theme;
    else dataset.theme = theme;
  }
}
