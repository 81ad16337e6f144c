"use strict";
/* Search of an offline site. find/index.js holds the rules and the first post of each segment of the index; parts
   of a segment are loaded as scripts, because pages opened from a disk may not fetch. */
const LETTER = "[\\p{L}\\p{N}\\p{M}]", PAGE = 20, SNIPPET = 220;
const rules = window.archiveIndex, parts = window.archiveParts = {};
const re = (source, flags = "") => new RegExp(source, "u" + flags);
const TOKEN = re("\\p{M}*[\\p{L}\\p{N}]" + LETTER + "*", "g"), UNSPACED = re(rules.unspaced);
const UNIT = re(rules.unit, "g"), POINTS = re(rules.points, "g"), DIVIDERS = re(rules.dividers, "g");
const HANGUL = re("^" + rules.hangul + "+$"), PREFIX = re("^(?:" + rules.prefix + ")");

function load(name) {
  return parts[name] ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `find/${name}.js`;
    script.onload = () => done(parts[name + "="]);
    script.onerror = () => failed(new Error(`The file ${script.src} is missing.`));
    document.head.append(script);
  });
}

/* Words as the index has them: composed, in lower case, Latin letters without accents. */
const plainLetter = c => { const base = c.normalize("NFD")[0]; return base < "\x80" ? base : c; };
const indexed = word => word.normalize("NFKC").toLowerCase().replace(/\p{L}/gu, plainLetter).replace(/[\u0300-\u036f]/g, "");
/* A text of the same length, to find places in. */
const folded = text => text.toLowerCase().length !== text.length ? text
  : text.toLowerCase().replace(/[^\x00-\x7f]/g, c => { const plain = plainLetter(rules.typed[c] ?? c); return plain.length === 1 ? plain : c; });

function asTyped(token) {
  const bare = /\p{Script=Greek}/u.test(token) ? token.normalize("NFD").replace(/\p{M}/gu, "") : token;
  return [...bare.replace(POINTS, "")].map(c => rules.typed[c] ?? c).join("");
}

/* Ways in which the index may hold a token: of one of them, all words. */
function ways(token) {
  const word = indexed(token);
  if (UNSPACED.test(word)) {
    const units = word.match(UNIT);
    return [units.length < 2 ? units : units.slice(1).map((unit, i) => units[i] + unit)];
  }
  if (HANGUL.test(word) && word.length > 3) {
    return [[word], Array.from({length: word.length - 2}, (_, i) => word.slice(i, i + 3))];
  }
  const forms = new Set([word]);
  for (const form of [word.replace(POINTS, ""), asTyped(word)]) {
    forms.add(form);
    const before = form.match(PREFIX)?.[0];
    if (before) {
      forms.add(form.slice(before.length));
      if (before !== rules.article && /(?:ال|لل)$/.test(before)) forms.add(rules.article + form.slice(before.length));
    }
  }
  return [...forms].filter(Boolean).map(form => [form]);
}

function before(a, b) {  // by code point, as the index is sorted; < compares halves of pairs
  for (let i = 0; ; i++) {
    const x = a.codePointAt(i) ?? -1, y = b.codePointAt(i) ?? -1;
    if (x !== y) return x < y;
    if (x < 0) return false;
  }
}

function partOf(word, firsts) {
  let low = 0, high = firsts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(word, firsts[middle])) high = middle; else low = middle + 1;
  }
  return Math.max(low - 1, 0);
}

/* Posts of a word: number → grade. A grade is how much a post says of it, or 3 with its labels, 4 in its title. */
function read(posts, found, start) {
  let number = start, step = 0;
  for (const sign of posts) {
    const digit = parseInt(sign, 36);
    if (digit >= 0) { step = step * 36 + digit; continue; }
    number += step;
    step = 0;
    found.set(number, Math.max(rules.grades.indexOf(sign), found.get(number) ?? 0));
  }
}

async function postings(word, starred) {
  const found = new Map();
  for (const start of rules.segments) {
    const firsts = await load(start + "/index"), part = partOf(word, firsts);
    for (let next = part; next < firsts.length; next++) {
      if (next > part && !(starred && firsts[next].startsWith(word))) break;
      for (const line of (await load(`${start}/w${next}`)).split("\n")) {
        const [term, posts] = line.split(" ");
        if (starred ? term.startsWith(word) : term === word) read(posts, found, start);
      }
    }
  }
  return found;
}

/* Posts of all maps with their lowest grade, and of any with the highest. */
const every = maps => maps.reduce((a, b) => new Map([...a].filter(([n]) => b.has(n)).map(([n, grade]) => [n, Math.min(grade, b.get(n))])));
const some = maps => maps.reduce((a, b) => { for (const [n, grade] of b) a.set(n, Math.max(grade, a.get(n) ?? 0)); return a; }, new Map());

async function postsBy(item) {
  const found = new Map();
  for (const start of rules.segments) {
    for (const [name, posts] of await load(start + "/a")) if (name.toLowerCase().includes(item.name)) read(posts, found, start);
  }
  return found;
}

async function look(item) {
  item.words = item.column === "author" ? [await postsBy(item)] : await Promise.all(item.tokens.map(async (token, i) => {
    const starred = item.star && i === item.tokens.length - 1;
    return some(await Promise.all(ways(token).map(async way =>
      every(await Promise.all(way.map((word, j) => postings(word, starred && j === way.length - 1)))))));
  }));
  item.posts = every(item.words);
}

/* The order of the archive's own search: all that was asked for in the title, then with the labels, then by BM25. */
const WEIGHTS = [0.6, 1, 1.6, 1.6, 1.6];
function score(number, groups) {
  let place = 2, strength = 0;
  for (const items of groups) {
    const holding = items.filter(item => item.posts.has(number));
    place = Math.min(place, Math.max(...holding.map(item => item.posts.get(number) - 2), 0));
    strength += Math.max(...holding.map(item => item.words.reduce((sum, posts) => sum + rarity(posts) * WEIGHTS[posts.get(number)], 0)));
  }
  return groups.length && place * 1e6 + strength;
}
const rarity = posts => Math.log(1 + (rules.posts - posts.size + 0.5) / (posts.size + 0.5));

const COLUMNS = {title: "title", label: "labels", labels: "labels", text: "text", author: "author"};
const ITEM = /(?<minus>-)?(?:(?<column>title|labels?|text|author):(?=\S))?(?:"(?<phrase>[^"]*)"?(?<star>\*)?|(?<word>[^\s"]+))/giu;

/* A query, as `blogger-archive search` reads it: groups of which one word each must occur (OR), authors that must all
   fit, and what must not be: words, "phrases", begin*, title:, label:, text:, author:. */
function parse(text) {
  const query = {groups: [], authors: [], without: []};
  let either = false, negated = false;
  for (const {0: whole, groups: part} of text.normalize("NFKC").replace(/[“”„‟«»]/g, '"').matchAll(ITEM)) {
    if (whole === "OR" || whole === "|") either = query.groups.length > 0;
    else if (whole === "NOT") negated = true;
    else if (whole !== "AND") {
      const typed = part.phrase ?? part.word.replace(/^\(+/, "").replace(/[),;.!?]+$/, ""), tokens = typed.match(TOKEN);
      if (!tokens) continue;
      const star = !!part.star || typed.endsWith("*"), column = COLUMNS[part.column?.toLowerCase()];
      const item = {tokens, star, column, name: typed.replace(/\*+$/, "").toLowerCase(), pattern: pattern(tokens, star)};
      if (part.minus || negated) query.without.push(item);
      else if (column === "author") query.authors.push(item);
      else if (either) query.groups.at(-1).push(item);
      else query.groups.push([item]);
      either = negated = false;
    }
  }
  return query;
}

function pattern(tokens, star) {
  const inner = tokens.map(token => [...new Set(ways(token).flat().concat(folded(token), folded(indexed(token))))]);
  const unspaced = tokens.some(token => UNSPACED.test(token) || HANGUL.test(token));
  const words = tokens.map((token, i) => unspaced ? folded(token) : `(?:${inner[i].filter(w => w.length > 1 || w === indexed(token)).join("|")})`);
  const between = `[^\\p{L}\\p{N}\\p{M}]+`;
  return unspaced ? re(words.join(`[^\\p{L}\\p{N}]*`) + (star ? "" : `(?!${rules.signs})`), "g")
    : re(`(?:(?<!${LETTER})|(?<=${rules.unspaced}))${words.join(between)}${star ? "" : `(?:(?!${LETTER})|(?=${rules.unspaced}))`}`, "g");
}

/* The index proves single words, and two neighbours in scripts without blanks; the rest is looked up in the post. */
const isProved = item => item.column === "author" || !item.column && item.tokens.length === 1 && (!UNSPACED.test(item.tokens[0]) || indexed(item.tokens[0]).match(UNIT).length < 3);
const holds = (post, item) => (item.column ? [post[item.column]] : [post.title, post.labels, post.text]).some(text =>
  [text, text.replace(DIVIDERS, "")].some(each => folded(each).search(item.pattern) >= 0));

async function readPost(number) {
  const start = rules.segments.findLast(first => first <= number), at = number - start;
  const [path, title, date, blog, way, labels, text] = (await load(`${start}/p${Math.floor(at / rules.batch)}`))[at % rules.batch];
  return {path, title, date, blog, way, labels, text};
}

function marked(text, items) {
  const line = document.createDocumentFragment(), whole = folded(text);
  const spans = items.flatMap(item => [...whole.matchAll(item.pattern)].slice(0, 50)).map(m => [m.index, m.index + m[0].length]);
  let at = 0;
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    line.append(text.slice(at, start), element("mark", {textContent: text.slice(start, end)}));
    at = end;
  }
  line.append(text.slice(at));
  return line;
}

function snippet(text, items) {
  const whole = folded(text), first = Math.min(...items.map(item => whole.search(item.pattern)).filter(at => at >= 0), text.length);
  const start = first === text.length || first < 60 ? 0 : text.indexOf(" ", first - 60) + 1 || first;
  const from = start > first ? first : start;
  return (from ? "… " : "") + (text.length > from + SNIPPET ? text.slice(from, from + SNIPPET).replace(/\s\S{0,24}$/, "") + " …" : text.slice(from));
}

function element(name, fields, ...children) {
  const made = Object.assign(document.createElement(name), fields);
  made.append(...children);
  return made;
}

function entry(post, items) {
  const link = element("a", {href: post.path}, element("bdi", {}, post.title ? marked(post.title, items) : "Untitled"));
  const meta = element("p", {className: "meta"}, element("span", {textContent: post.date}));
  if (post.blog) meta.append(element("bdi", {textContent: post.blog}));
  const lead = element("p", {className: "lead", dir: post.way}, marked(snippet(post.text, items), items));
  return element("article", {className: "entry"}, element("h2", {dir: post.way}, link), meta, lead);
}

async function search(text) {
  const {groups, authors, without} = parse(text), wanted = groups.flat();
  const status = document.getElementById("status"), list = document.getElementById("results"), more = document.getElementById("more");
  if (![...wanted, ...authors, ...without].length) return;
  status.textContent = "Searching …";
  await Promise.all([...wanted, ...authors, ...without].map(look));
  const sets = [...groups.map(group => some(group.map(item => item.posts))), ...authors.map(item => item.posts)];
  const unwanted = without.filter(isProved), has = (number, item) => item.posts.has(number);
  const found = [...(sets.length ? every(sets) : Array(rules.posts)).keys()].filter(number => !unwanted.some(item => has(number, item)));
  const unproved = groups.filter(group => !group.every(isProved)), doubtful = without.filter(item => !isProved(item));
  const fits = (number, post) =>
    unproved.every(group => group.some(item => has(number, item) && (isProved(item) || holds(post, item)))) &&
    !doubtful.some(item => has(number, item) && holds(post, item));
  const isSure = !unproved.length && !doubtful.length, scores = new Map(found.map(number => [number, score(number, groups)]));
  const rest = found.sort((a, b) => scores.get(b) - scores.get(a) || b - a);
  const total = rest.length;
  let shown = 0;
  const show = async () => {
    for (const enough = shown + PAGE; shown < enough && rest.length;) {
      const number = rest.shift(), post = await readPost(number);
      if (fits(number, post)) { list.append(entry(post, wanted)); shown++; }
    }
    more.hidden = !rest.length;
    const exact = isSure || !rest.length, number = !isSure && exact ? shown : total;
    status.textContent = number ? `${exact ? "" : "At most "}${number.toLocaleString("en")} post${number === 1 ? "" : "s"}, the ${groups.length ? "best" : "newest"} first` : "No posts fit";
  };
  const guarded = () => show().catch(error => { status.textContent = error.message; });
  more.onclick = guarded;
  await guarded();
}

const query = new URLSearchParams(location.search).get("q") ?? "";
for (const box of document.querySelectorAll("input[name=q]")) box.value = query;
if (query) document.title = `${query} – ${document.title}`;
search(query).catch(error => { document.getElementById("status").textContent = error.message; });
