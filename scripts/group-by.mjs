// Chevrotain 13, which Langium 4.4 brings, calls Object.groupBy and Map.groupBy; Node 20 has neither.
Object.groupBy ??= (items, keyOf) => {
  const groups = Object.create(null);
  let i = 0;
  for (const item of items) {
    const key = keyOf(item, i++);
    groups[key] ??= [];
    groups[key].push(item);
  }
  return groups;
};
Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  let i = 0;
  for (const item of items) {
    const key = keyOf(item, i++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};
