// What is wrong with how the page looks now: contrast, clipping, sideways scrolling, small targets.
() => {
  const problems = [];
  const name = (node) => {
    const words = (node.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${node.tagName.toLowerCase()} ${node.id ? "#" + node.id : ""} ${node.getAttribute("class") ?? ""}> ${words}`;
  };
  const colour = (text) => {
    const numbers = text.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [...numbers.slice(0, 3).map((n) => n * scale), numbers[3] ?? 1];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const light = (channels) => {
    const [r, g, b] = channels.map((n) => { const c = n / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
  const elements = [...document.body.querySelectorAll("*")].filter((n) => !n.closest("svg") && n.tagName !== "OPTION" && shown(n));

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(node) || ["SCRIPT", "STYLE", "OPTION", "NOSCRIPT", "MARK"].includes(node.tagName)) continue;
    const back = ground(node);
    const ratio = contrast(over(colour(getComputedStyle(node).color), back), back);
    if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${name(node)}`);
  }
  for (const node of [document.documentElement, ...elements]) {
    const style = getComputedStyle(node);
    if (style.display === "inline" || ["INPUT", "SELECT"].includes(node.tagName)) continue;
    if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0) problems.push(`wider inside (${node.scrollWidth} > ${node.clientWidth}): ${name(node)}`);
    const cuts = ["hidden", "clip"].includes(style.overflowY);
    if (cuts && node.scrollHeight > node.clientHeight + 1) problems.push(`cut off below: ${name(node)}`);
    if (style.textOverflow === "ellipsis") problems.push(`ellipsis: ${name(node)}`);
  }
  for (const node of elements) {
    const box = node.getBoundingClientRect();
    if (box.left < -0.5 || box.right > innerWidth + 0.5) problems.push(`outside the window: ${name(node)}`);
    const touched = node.matches("button, select, input, a.file, .keys a");
    if (touched && (box.height < 36 || box.width < 36)) problems.push(`small target ${Math.round(box.width)}×${Math.round(box.height)}: ${name(node)}`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const node of elements.filter((n) => n.matches("select, input"))) {
    const style = getComputedStyle(node);
    pen.font = style.font;
    const words = node.matches("select") ? node.selectedOptions[0]?.textContent ?? "" : node.placeholder;
    const arrow = node.matches("select") ? 16 : 0;
    const room = node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
    if (pen.measureText(words).width > room + 1) problems.push(`cut words: ${name(node)} “${words}”`);
  }
  return [...new Set(problems)];
}
