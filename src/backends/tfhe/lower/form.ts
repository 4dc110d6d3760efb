/** A number as an exact linear combination of variables: dyadic weights, and a constant. */
export interface Form {
  readonly terms: ReadonlyMap<number, number>;
  readonly constant: number;
}

export function constantForm(constant: number): Form {
  return { terms: new Map(), constant };
}

export function variableForm(variable: number): Form {
  return { terms: new Map([[variable, 1]]), constant: 0 };
}

/** sum of weight times form, over all pairs. */
export function combineForms(pairs: Iterable<readonly [form: Form, weight: number]>): Form {
  const terms = new Map<number, number>();
  let constant = 0;
  for (const [form, weight] of pairs) {
    constant += weight * form.constant;
    for (const [variable, coefficient] of form.terms) {
      const total = (terms.get(variable) ?? 0) + weight * coefficient;
      if (total === 0) terms.delete(variable);
      else terms.set(variable, total);
    }
  }
  return { terms, constant };
}

/** slope form + offset. */
export function scaleForm(form: Form, slope: number, offset = 0): Form {
  const { terms, constant } = combineForms([[form, slope]]);
  return { terms, constant: constant + offset };
}

/** The smallest power of two that makes all values whole. */
export function commonDenominator(values: Iterable<number>): number {
  let denominator = 1;
  for (const value of values) while (!Number.isInteger(value * denominator)) denominator *= 2;
  return denominator;
}

/** Equal for equal terms, whatever their order; the constant is left out. */
export function termsKey({ terms }: Form): string {
  return [...terms]
    .sort(([a], [b]) => a - b)
    .map(([variable, weight]) => `${variable}*${weight}`)
    .join("+");
}
