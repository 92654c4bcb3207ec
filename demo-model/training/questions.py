"""Questions about a scene with their answers, in Chinese and English, in several wordings; small talk; what the model declines.

For one scene a question has exactly one right answer, so that answers can be compared letter by letter (boxes by how far they overlap).
"""
import re
from dataclasses import dataclass, field

from scenes import BACKGROUNDS, COLOURS, PLACES, SHAPES

NUMBERS = {0: ("no", "零"), 1: ("one", "一"), 2: ("two", "两"), 3: ("three", "三"), 4: ("four", "四"), 5: ("five", "五")}
ORDINALS = (("first", "一"), ("second", "二"), ("third", "三"), ("fourth", "四"), ("fifth", "五"))
UNLIKE = {
    "en": "I am only the demo model and know simple drawings; for pictures like this, please get MiniCPM-V.",
    "zh": "我只是演示模型，只认识简单的图画；看这样的图片请下载 MiniCPM-V。",
}
BEYOND = {"en": "I am only the demo model and cannot answer that; please get MiniCPM-V.", "zh": "我只是演示模型，答不了这个问题；请下载 MiniCPM-V。"}
NO_PICTURE = {"en": "Please drop a picture first.", "zh": "请先放一张图片进来。"}
HELLO = {"en": "Hello! Drop a picture and ask me about it.", "zh": "你好！把图片拖进来，然后问我图里有什么吧。"}
WHO = {"en": "I am Tuwen's demo model. For real photos, please get MiniCPM-V.", "zh": "我是图问自带的演示模型。要看真实的照片，请下载 MiniCPM-V。"}
CAN = {"en": "I can name shapes, colors and places, count, compare, and read words, numbers and bar charts.", "zh": "我会认图形、颜色和位置，会数数和比较，还会读单词、数字和柱状图。"}
WELCOME = {"en": "You are welcome!", "zh": "不客气！"}
BYE = {"en": "Goodbye!", "zh": "再见！"}
SMALL_TALK = [
    ("en", HELLO, ["Hello!", "Hello", "Hi", "Hi!", "Hey", "Hello there!", "Good morning", "Good morning!", "hello", "hi"]),
    ("zh", HELLO, ["你好", "你好！", "您好", "您好！", "嗨", "早上好", "大家好", "你好啊", "在吗?"]),
    ("en", WHO, ["Who are you?", "What are you?", "What is your name?", "Which model are you?", "Are you MiniCPM-V?", "Are you a robot?", "Tell me about yourself."]),
    ("zh", WHO, ["你是谁?", "你是什么?", "你叫什么名字?", "你是什么模型?", "你是 MiniCPM-V 吗?", "你是机器人吗?", "介绍一下你自己。"]),
    ("en", CAN, ["What can you do?", "What do you know?", "Help", "How can you help me?", "What can I ask?", "What can I ask you?"]),
    ("zh", CAN, ["你能做什么?", "你会什么?", "你会做什么?", "你有什么功能?", "我可以问什么?", "帮助", "你能帮我做什么?"]),
    ("en", WELCOME, ["Thanks", "Thank you", "Thank you!", "Thanks!", "Thank you very much.", "Great, thanks!"]),
    ("zh", WELCOME, ["谢谢", "谢谢！", "谢谢你", "多谢", "非常感谢", "谢谢你！"]),
    ("en", BYE, ["Bye", "Goodbye", "Goodbye!", "Bye!", "See you!", "See you later."]),
    ("zh", BYE, ["再见", "再见！", "拜拜", "下次见", "回头见。"]),
]
BEYOND_QUESTIONS = {
    "en": ["Write a poem.", "Tell me a story.", "Why is the sky blue?", "What time is it?", "What is the capital of France?", "Translate this into German.", "How old is this person?",
           "What is the weather today?", "Who painted this?", "Write a program.", "What is two plus two?", "Where was this photo taken?", "How much does it cost?", "Is this person happy?",
           "Explain quantum physics.", "Tell me a joke.", "What brand is this?", "What should I eat today?", "Who is the president?", "Make a plan for my trip."],
    "zh": ["写一首诗。", "讲个故事。", "天空为什么是蓝的?", "现在几点了?", "法国的首都是哪里?", "把它翻译成德语。", "这个人多大了?", "今天天气怎么样?", "这是谁画的?", "写一段程序。",
           "二加二等于几?", "这张照片是在哪里拍的?", "这个多少钱?", "这个人高兴吗?", "解释一下量子物理。", "讲个笑话。", "这是什么牌子?", "今天吃什么?", "总统是谁?", "帮我做个旅行计划。"],
}
UNLIKE_QUESTIONS = {
    "en": ["What is this?", "What is this picture about?", "What do you see?", "What is shown here?", "Is there a cat?", "Who is in the picture?", "What is the person doing?"],
    "zh": ["这是什么?", "这张图片是关于什么的?", "你看到了什么?", "图里是什么?", "图里有猫吗?", "图里的人是谁?", "这个人在做什么?"],
}


@dataclass
class Asked:
    """A question with its answer. `looks` says what one has to look at while writing characters start to end of the answer: (start, end, [(x, y) or (x, y, height of a character), ...]), in pixels of the scene;
    `mentions` the same while reading the question."""
    kind: str
    language: str
    question: str
    answer: str
    looks: list = field(default_factory=list)
    mentions: list = field(default_factory=list)

    def __iter__(self):
        return iter((self.kind, self.language, self.question, self.answer))


def centre(thing):
    """Where to look for a shape, or for a character, whose height comes third: where it is too small to be read one looks elsewhere."""
    return (thing.x, thing.y) if hasattr(thing, "x") else ((thing.left + thing.right) / 2, (thing.top + thing.bottom) / 2, thing.bottom - thing.top)


def spelled(answer, words):
    """While a printed word is written, each character of it is looked at; `words` come in the answer in this order."""
    looks, end = [], 0
    for word in words:
        start = re.compile(rf"(?<![A-Za-z0-9]){word.text}(?![A-Za-z0-9])").search(answer, end).start()
        looks += [(start + i, start + i + 1, [centre(c)]) for i, c in enumerate(word.characters)]
        end = start + len(word.text)
        looks.append((end, end + 1, [centre(word.characters[-1])]))
    return looks


def plural(noun, count):
    return noun if count == 1 else noun + "es" if noun.endswith("s") else noun + "s"


def vary(rng, question, language):
    """The same question as people type it: ASCII or full-width mark or none, English sometimes without a capital."""
    last = question[-1]
    if language == "zh":
        if last in "?？":
            question = question[:-1] + rng.choices(["?", "？", ""], [.42, .42, .16])[0]
        elif last == "。" and rng.random() < .4:
            question = question[:-1]
    else:
        if last in "?." and rng.random() < .14:
            question = question[:-1]
        if rng.random() < .12:
            question = question[0].lower() + question[1:]
    return question


def ask_shapes(rng, scene, kind, language):
    """A question of this kind and its answer, or None where the scene does not allow one."""
    en, objects, pick = language == "en", scene.objects, rng.choice
    shapes, colours = [o.shape for o in objects], [o.colour for o in objects]
    single = [o for o in objects if shapes.count(o.shape) == 1]
    single_colour = [o for o in objects if colours.count(o.colour) == 1]
    zh_shape, zh_colour = (lambda o: SHAPES[o.shape]), (lambda o: COLOURS[o.colour][0])
    article = lambda word: "an" if word[0] in "aeiou" else "a"
    if kind == "colour":
        if not single:
            return None
        o = pick(single)
        if en:
            return pick([f"What color is the {o.shape}?", f"What colour is the {o.shape}?", f"Which color is the {o.shape}?", f"What color does the {o.shape} have?",
                         f"What's the color of the {o.shape}?", f"What is the color of the {o.shape}?"]), f"The {o.shape} is {o.colour}."
        z = zh_shape(o)
        return pick([f"{z}是什么颜色?", f"{z}是什么颜色的?", f"图中的{z}是什么颜色?", f"图里的{z}是什么颜色的?", f"{z}的颜色是什么?", f"这个{z}是什么颜色?"]), f"{z}是{zh_colour(o)}的。"
    if kind == "shape":
        if rng.random() < .45 and single_colour:
            o = pick(single_colour)
            if en:
                return pick([f"What shape is the {o.colour} one?", f"Which shape is {o.colour}?", f"What is {o.colour}?", f"What shape is {o.colour}?"]), f"The {o.shape} is {o.colour}."
            return pick([f"哪个图形是{zh_colour(o)}的?", f"{zh_colour(o)}的是什么?", f"{zh_colour(o)}的图形是什么?", f"{zh_colour(o)}的是什么图形?", f"什么是{zh_colour(o)}的?"]), f"{zh_colour(o)}的是{zh_shape(o)}。"
        o, place = pick(objects), None
        if rng.random() < .15:
            place = pick(list(PLACES))
            o = next((x for x in objects if x.place == place), None)
        else:
            place = o.place
        p, z = PLACES[place]
        if en:
            return pick([f"What is {p}?", f"What do you see {p}?", f"What's {p}?", f"Which shape is {p}?", f"What shape is {p}?"]), \
                f"There is {article(o.colour)} {o.colour} {o.shape} {p}." if o else f"There is nothing {p}."
        return pick([f"{z}是什么?", f"{z}有什么?", f"图的{z}是什么?", f"{z}是什么图形?", f"{z}有什么图形?", f"图片{z}有什么?"]), f"{z}是一个{zh_colour(o)}的{zh_shape(o)}。" if o else f"{z}什么也没有。"
    if kind == "place":
        if not single:
            return None
        o = pick(single)
        p, z = PLACES[o.place]
        if en:
            return pick([f"Where is the {o.shape}?", f"Where can I find the {o.shape}?", f"Where do you see the {o.shape}?", f"In which place is the {o.shape}?",
                         f"Where is the {o.colour} {o.shape}?"]), f"The {o.shape} is {p}."
        s = zh_shape(o)
        return pick([f"{s}在哪里?", f"{s}在哪儿?", f"{s}在图中的什么位置?", f"{s}在什么位置?", f"{s}在什么地方?", f"{zh_colour(o)}的{s}在哪里?"]), f"{s}在{z}。"
    if kind == "count":
        which = rng.random()
        if which < .4:
            question = pick(["How many shapes are there?", "How many shapes do you see?", "Count the shapes.", "How many shapes are in the picture?", "How many objects are there?",
                             "How many things are in the picture?"]) if en \
                else pick(["图中有几个图形?", "图里有几个图形?", "一共有多少个图形?", "有几个图形?", "图里一共有几个图形?", "这张图里有几个图形?", "图中有多少个图形?", "数一数有几个图形。", "图片里有几个图形?"])
            return question, *counted(objects, "shape" if en else "图形", language)
        if which < .8:
            shape = pick(list(SHAPES)) if rng.random() < .25 else pick(shapes)
            many, z = plural(shape, 2), SHAPES[shape]
            question = pick([f"How many {many} are there?", f"How many {many} do you see?", f"Count the {many}.", f"How many {many} are in the picture?"]) if en \
                else pick([f"有几个{z}?", f"图中有多少个{z}?", f"图里有几个{z}?", f"一共有几个{z}?", f"图中有几个{z}?"])
            return question, *counted([o for o in objects if o.shape == shape], shape if en else z, language)
        colour = pick(list(COLOURS)) if rng.random() < .2 else pick(colours)
        z = COLOURS[colour][0]
        question = pick([f"How many {colour} shapes are there?", f"How many shapes are {colour}?", f"Count the {colour} shapes."]) if en else pick([f"有几个{z}的图形?", f"图里有几个{z}的图形?", f"{z}的图形有几个?"])
        return question, *counted([o for o in objects if o.colour == colour], f"{colour} shape" if en else f"{z}的图形", language)
    if kind == "yesno":
        which = rng.random()
        if which < .3 and single:
            o = pick(single)
            colour = o.colour if rng.random() < .5 else pick(list(COLOURS))
            yes = colour == o.colour
            if en:
                return f"Is the {o.shape} {colour}?", f"Yes, the {o.shape} is {o.colour}." if yes else f"No, the {o.shape} is {o.colour}."
            return pick([f"{zh_shape(o)}是{COLOURS[colour][0]}的吗?", f"{zh_shape(o)}是不是{COLOURS[colour][0]}的?"]), f"{'是的' if yes else '不是'}，{zh_shape(o)}是{zh_colour(o)}的。"
        if which < .55:
            shape = pick(shapes) if rng.random() < .5 else pick(list(SHAPES))
            yes, z = shape in shapes, SHAPES[shape]
            if en:
                return pick([f"Is there a {shape}?", f"Is there a {shape} in the picture?", f"Do you see a {shape}?"]), f"Yes, there is a {shape}." if yes else f"No, there is no {shape}."
            return pick([f"有{z}吗?", f"图里有{z}吗?", f"图中有没有{z}?"]), f"有，图中有{z}。" if yes else f"没有，图中没有{z}。"
        if rng.random() < .5:
            o = pick(objects)
            shape, colour = o.shape, o.colour
        else:  # half of the rest keeps the shape or the colour of something there
            o = pick(objects)
            shape, colour = (o.shape, pick(list(COLOURS))) if rng.random() < .5 else (pick(list(SHAPES)), o.colour if rng.random() < .5 else pick(list(COLOURS)))
        yes = any(o.shape == shape and o.colour == colour for o in objects)
        if en:
            thing = f"{article(colour)} {colour} {shape}"
            return pick([f"Is there {thing}?", f"Is there {thing} in the picture?", f"Do you see {thing}?", f"Can you see {thing}?"]), f"Yes, there is {thing}." if yes else f"No, there is no {colour} {shape}."
        z = f"{COLOURS[colour][0]}的{SHAPES[shape]}"
        return pick([f"有{z}吗?", f"图里有{z}吗?", f"图中有没有{z}?", f"有没有{z}?"]), f"有，图中有{z}。" if yes else f"没有，图中没有{z}。"
    if kind == "describe":
        parts = [f"{article(o.colour)} {o.colour} {o.shape} {PLACES[o.place][0]}" if en else f"{PLACES[o.place][1]}有一个{zh_colour(o)}的{zh_shape(o)}" for o in objects]
        answer = f"On a {scene.background} background: {', '.join(parts)}." if en else f"{BACKGROUNDS[scene.background][0]}背景上，{'，'.join(parts)}。"
        looks, end = [], 0
        for part, o in zip(parts, objects):
            start = answer.index(part, end)
            looks.append((end or start, start + len(part), [centre(o)]))
            end = start + len(part)
        return describe_question(rng, language), answer, looks
    if kind == "relation":
        return ask_relation(rng, single, language)
    if kind == "larger":  # the hardest of the relations, for the training alone
        pairs = [(a, b) for a in single for b in single if a is not b and differ(a, b)]
        return ask_larger(rng, *pick(pairs), language) if pairs else None
    if kind == "box":
        if not single:
            return None
        o = pick(single)
        answer = box(scene, o.box)
        looks = [(0, len(answer), [centre(o)])]
        if en:
            return pick([f"Where is the {o.shape}? Give its box.", f"Give the box of the {o.shape}.", f"Draw a box around the {o.shape}.", f"Mark the {o.shape} with a box.", f"Show me where the {o.shape} is with a box."]), \
                f"<ref>{o.shape}</ref>" + answer, [(a + 11 + len(o.shape), b + 11 + len(o.shape), c) for a, b, c in looks]
        return pick([f"{zh_shape(o)}在哪里?请给出方框。", f"请框出{zh_shape(o)}。", f"用方框标出{zh_shape(o)}。", f"给出{zh_shape(o)}的方框。", f"框出图中的{zh_shape(o)}。"]), \
            f"<ref>{zh_shape(o)}</ref>" + answer, [(a + 11 + len(zh_shape(o)), b + 11 + len(zh_shape(o)), c) for a, b, c in looks]
    if kind == "text":
        return (pick(["What does it say?", "Is there any text?", "Read the text in the picture.", "What is written here?"]), "There is no text in the picture.") if en \
            else (pick(["图里写了什么?", "上面写着什么?", "图里有文字吗?", "图片上的文字是什么?"]), "图中没有文字。")
    return None


def counted(found, noun, language):
    """What there is of a kind, place by place, and how many that makes; and where to look. Counting aloud is right far more often than a number at once."""
    if not found:
        return (f"There are no {plural(noun, 2)}." if language == "en" else f"图中没有{noun}。"), []
    en, n = language == "en", len(found)
    places = [PLACES[o.place][0 if en else 1] for o in found]
    listed = ", ".join(places) if en else "、".join(places)
    answer = f"{listed[0].upper()}{listed[1:]}: {NUMBERS[n][0]} {plural(noun, n)}." if en else f"{listed}：{NUMBERS[n][1]}个{noun}。"
    looks, end = [], 0
    for place, o in zip(places, found):
        start = answer.lower().index(place, end)
        looks.append((end, start + len(place), [centre(o)]))  # from the comma on, which says that there is one more
        end = start + len(place)
    return answer, looks + [(end, len(answer), [centre(o) for o in found])]


def describe_question(rng, language):
    if language == "en":
        return rng.choice(["Describe the picture.", "What is in the picture?", "Describe this image.", "What do you see?", "What is in this picture?", "Please describe the picture.",
                           "What can you see in the picture?", "What does the picture show?", "Tell me what you see."])
    return rng.choice(["描述这张图片。", "请描述一下图片。", "图里有什么?", "图中有什么?", "这张图片里有什么?", "描述一下这张图。", "请描述这张图片。", "你看到了什么?", "图片里有什么?", "说说图里有什么。"])


def box(scene, corners):
    """The published form: left, top, right, bottom in thousandths of the picture's width and height (here in steps of ten)."""
    left, top, right, bottom = (min(990, max(0, 10 * round(100 * v / d))) for v, d in zip(corners, (scene.width, scene.height) * 2))
    return f"<box>{left} {top} {right} {bottom}</box>"


def overlap(answer, expected):
    """Share of intersection in union of the one box in each text; 0 where a text has none."""
    found = [re.search(r"<box>(\d+) (\d+) (\d+) (\d+)</box>", text) for text in (answer, expected)]
    if not all(found):
        return 0.0
    (a, b, c, d), (e, f, g, h) = ([int(v) for v in m.groups()] for m in found)
    both = max(0, min(c, g) - max(a, e)) * max(0, min(d, h) - max(b, f))
    return both / max(1, max(0, c - a) * max(0, d - b) + (g - e) * (h - f) - both)


def differ(a, b):
    """Whether anybody would say that one shape is the larger one: a thin star is not larger than a square it hardly covers."""
    small, large = sorted((a, b), key=lambda o: o.radius)
    return large.radius > 1.25 * small.radius and large.area > 1.25 * small.area


def ask_larger(rng, a, b, language):
    en = language == "en"
    name = (lambda o: o.shape) if en else (lambda o: SHAPES[o.shape])
    looks = lambda answer: [(0, len(answer), [centre(a), centre(b)])]
    small, large = sorted((a, b), key=lambda o: o.radius)
    which = rng.random()
    if which < .4:
        question, o = (rng.choice([f"Which is larger, the {name(a)} or the {name(b)}?", f"Which is bigger, the {name(a)} or the {name(b)}?"]) if en
                       else rng.choice([f"{name(a)}和{name(b)}哪个大?", f"{name(a)}和{name(b)}，哪个更大?", f"哪个大，{name(a)}还是{name(b)}?"])), large
    elif which < .6:
        question, o = (f"Which is smaller, the {name(a)} or the {name(b)}?" if en else rng.choice([f"{name(a)}和{name(b)}哪个小?", f"{name(a)}和{name(b)}，哪个更小?"])), small
    else:
        question = rng.choice([f"Is the {name(a)} larger than the {name(b)}?", f"Is the {name(a)} bigger than the {name(b)}?"]) if en else rng.choice([f"{name(a)}比{name(b)}大吗?", f"{name(a)}比{name(b)}更大吗?"])
        answer = f"{'Yes' if a is large else 'No'}, the {name(large)} is larger." if en else f"{'是的' if a is large else '不是'}，{name(large)}更大。"
        return question, answer, looks(answer)
    answer = f"The {name(o)} is {'larger' if o is large else 'smaller'}." if en else f"{name(o)}更{'大' if o is large else '小'}。"
    return question, answer, looks(answer)


def ask_relation(rng, single, language):
    """Left of, right of, above, below; larger, smaller; about two shapes of which each is there once."""
    if len(single) < 2:
        return None
    en = language == "en"
    a, b = rng.sample(single, 2)
    name = (lambda o: o.shape) if en else (lambda o: SHAPES[o.shape])
    looks = lambda answer: [(0, len(answer), [centre(a), centre(b)])]
    if rng.random() < .4 and differ(a, b):
        return ask_larger(rng, a, b, language)
    across = a.place[0] != b.place[0] and (a.place[1] == b.place[1] or rng.random() < .5)
    if not across and a.place[1] == b.place[1]:
        return None
    before = a.place[0] < b.place[0] if across else a.place[1] < b.place[1]
    english, chinese = (("to the left of", "to the right of"), ("左边", "右边")) if across else (("above", "below"), ("上面", "下面"))
    truth = (english if en else chinese)[0 if before else 1]
    if rng.random() < .7:
        asked = rng.choice(english if en else chinese)
        question = f"Is the {name(a)} {asked} the {name(b)}?" if en else rng.choice([f"{name(a)}在{name(b)}的{asked}吗?", f"{name(a)}是不是在{name(b)}的{asked}?"])
        answer = f"{'Yes' if asked == truth else 'No'}, the {name(a)} is {truth} the {name(b)}." if en else f"{'是的' if asked == truth else '不是'}，{name(a)}在{name(b)}的{truth}。"
    else:
        question = (f"Is the {name(a)} {english[0]} or {english[1]} the {name(b)}?" if en else f"{name(a)}在{name(b)}的{chinese[0]}还是{chinese[1]}?")
        answer = f"The {name(a)} is {truth} the {name(b)}." if en else f"{name(a)}在{name(b)}的{truth}。"
    return question, answer, looks(answer)


def ask_text(rng, scene, kind, language):
    en, pick, words = language == "en", rng.choice, scene.words
    word = pick(words)
    t, colour, zh_colour = word.text, word.colour, COLOURS[word.colour][0]
    if kind == "text":
        if len(words) > 1:
            row = PLACES[1, word.place[1]]
            alone = sum(w.place[1] == word.place[1] for w in words) == 1
            if alone and rng.random() < .5:
                place = "in the middle" if word.place[1] == 1 else row[0]
                question = pick([f"What is written {place}?", f"What does it say {place}?", f"What is the text {place}?"]) if en else pick([f"{row[1]}写着什么?", f"{row[1]}写了什么?", f"{row[1]}的文字是什么?"])
                answer = f'It says "{t}".' if en else f"{row[1]}写着“{t}”。"
            else:
                question = pick([f"What does the {colour} text say?", f"Read the {colour} text.", f"What is the {colour} text?", f"What is written in {colour}?"]) if en \
                    else pick([f"{zh_colour}的文字是什么?", f"{zh_colour}的字写着什么?", f"请读出{zh_colour}的文字。", f"{zh_colour}的文字写了什么?"])
                answer = f'It says "{t}".' if en else f"{zh_colour}的文字是“{t}”。"
        elif t.isdigit() and rng.random() < .35:
            question, answer = (pick(["What number is shown?", "Which number is this?", "What is the number?", "What number do you see?"]), f"The number is {t}.") if en \
                else (pick(["图中的数字是多少?", "这是什么数字?", "数字是几?", "图里的数字是多少?"]), f"数字是{t}。")
        else:
            question, answer = (pick(["What does it say?", "Read the text in the picture.", "What is written here?", "What text do you see?", "Read the text.", "What does the picture say?", "What is the text?",
                                      "What is written in the picture?"]), f'It says "{t}".') if en \
                else (pick(["图里写了什么?", "图片上的文字是什么?", "请读出图中的文字。", "上面写着什么?", "图里写的是什么?", "读一下图里的文字。", "写了什么?", "图中写着什么?"]), f"图中写着“{t}”。")
        return question, answer, spelled(answer, [word])
    if kind == "colour":
        if len(words) > 1:
            question, answer = (pick([f'What color is the text "{t}"?', f'What colour is "{t}"?']), f'"{t}" is {colour}.') if en else (pick([f"“{t}”是什么颜色的?", f"文字“{t}”是什么颜色?"]), f"“{t}”是{zh_colour}的。")
            end = answer.index(t) + len(t)
            return question, answer, spelled(answer, [word]) + [(end + 1, len(answer), [centre(c) for c in word.characters])]
        question, answer = (pick(["What color is the text?", "What colour is the text?", "What color are the letters?"]), f"The text is {colour}.") if en \
            else (pick(["文字是什么颜色?", "字是什么颜色的?", "文字是什么颜色的?"]), f"文字是{zh_colour}的。")
        return question, answer, [(0, len(answer), [centre(c) for c in word.characters])]
    if kind == "describe":
        answer = f"On a {scene.background} background: " + ", ".join(f'the {w.colour} text "{w.text}"' for w in words) + "." if en \
            else f"{BACKGROUNDS[scene.background][0]}背景上，有" + "，".join(f"{COLOURS[w.colour][0]}的文字“{w.text}”" for w in words) + "。"
        return describe_question(rng, language), answer, spelled(answer, words)
    if kind == "count":
        return (pick(["How many shapes are there?", "How many shapes do you see?"]), "There are no shapes.") if en else (pick(["图里有几个图形?", "图中有几个图形?", "有几个图形?"]), "图中没有图形。")
    return None


def about_bar(bars, bar, rest, language):
    """An answer about a bar, beginning with which one it is from the left, and where to look: finding the bar and reading it are then two steps."""
    number = bars.index(bar)
    start = f"The {ORDINALS[number][0]} bar" if language == "en" else f"第{ORDINALS[number][1]}根"
    named = rest.format(label=bar.label.text, value=bar.value.text)
    words = [word for key, word in (("{label}", bar.label), ("{value}", bar.value)) if key in rest]
    looks = spelled(named, words)
    return start + named, [(0, len(start), [centre(word.characters[0]) for word in (bar.label, bar.value)])] + [(len(start) + a, len(start) + z, points) for a, z, points in looks]


def ask_chart(rng, scene, kind, language):
    en, pick, bars = language == "en", rng.choice, scene.bars
    if kind == "describe":
        n = NUMBERS[len(bars)]
        answer = f"A bar chart with {n[0]} bars: " + ", ".join(f"{b.label.text} {b.value.text}" for b in bars) + "." if en \
            else f"柱状图，有{n[1]}根柱子：" + "，".join(f"{b.label.text} {b.value.text}" for b in bars) + "。"
        start = answer.index(":" if en else "：")
        return describe_question(rng, language), answer, [(a + start, z + start, p) for a, z, p in spelled(answer[start:], [w for b in bars for w in (b.label, b.value)])]
    if kind != "chart":
        return None
    which = rng.random()
    bar = pick(bars)
    label = bar.label.text
    ordered = sorted(bars, key=lambda b: int(b.value.text))
    if which < .34:
        question = pick([f"What is the value of {label}?", f"How much is {label}?", f"What value does {label} have?", f"What is the value of bar {label}?", f"How high is bar {label}?"]) if en \
            else pick([f"{label} 是多少?", f"{label} 的值是多少?", f"{label} 的数值是多少?", f"柱子 {label} 是多少?"])
        return question, *about_bar(bars, bar, ", {label}, is {value}." if en else " {label} 是 {value}。", language)
    if which < .6:
        bar, top = (ordered[-1], True) if rng.random() < .65 else (ordered[0], False)
        question = (pick(["Which bar is the tallest?", "Which bar is tallest?", "Which bar is the highest?", "What is the tallest bar?"]) if top else pick(["Which bar is the shortest?", "Which bar is the lowest?", "What is the shortest bar?"])) if en \
            else (pick(["哪根柱子高?", "哪根柱子最高?", "最高的是哪根柱子?", "哪个最高?"]) if top else pick(["哪根柱子最低?", "最低的是哪根柱子?", "哪个最低?"]))
        return question, *about_bar(bars, bar, f", {{label}}, is the {'tallest' if top else 'shortest'}." if en else f" {{label}} 最{'高' if top else '低'}。", language)
    if which < .78:
        bar, top = (ordered[-1], True) if rng.random() < .65 else (ordered[0], False)
        question = (pick(["What is the highest value?", "What is the largest value?"]) if top else pick(["What is the lowest value?", "What is the smallest value?"])) if en \
            else (pick(["最大的值是多少?", "最高的值是多少?"]) if top else pick(["最小的值是多少?", "最低的值是多少?"]))
        return question, *about_bar(bars, bar, f" has the {'highest' if top else 'lowest'} value: {{value}}." if en else f"最{'高' if top else '低'}，是 {{value}}。", language)
    if which < .9:
        question = pick([f"What color is bar {label}?", f"What colour is bar {label}?", f"What color is {label}?"]) if en else pick([f"{label} 是什么颜色的?", f"柱子 {label} 是什么颜色?"])
        return question, *about_bar(bars, bar, f", {{label}}, is {bar.colour}." if en else f" {{label}} 是{COLOURS[bar.colour][0]}的。", language)
    n = NUMBERS[len(bars)]
    question = pick(["How many bars are there?", "How many bars do you see?", "Count the bars."]) if en else pick(["有几根柱子?", "图中有几根柱子?", "一共有几根柱子?"])
    answer = f"There are {n[0]} bars." if en else f"图中有{n[1]}根柱子。"
    return question, answer, [(0, len(answer), [centre(b.label.characters[0]) for b in bars])]


KINDS = {
    "shapes": (["colour", "shape", "place", "count", "yesno", "describe", "text", "background", "relation", "larger", "box"], [10, 6, 6, 28, 9, 10, 1.5, 2.5, 12, 22, 8]),
    "text": (["text", "colour", "describe", "background", "count"], [60, 14, 18, 5, 3]),
    "chart": (["chart", "describe", "background"], [82, 15, 3]),
    "unlike": (["unlike"], [1]),
}


def ask(rng, scene, kind=None, language=None):
    """A question about the scene; a kind that does not fit the scene gives None when it was asked for."""
    language = language or rng.choice(["en", "zh"])
    while True:
        drawn = kind or rng.choices(*KINDS[scene.kind])[0]
        if drawn == "background":
            found = (rng.choice(["What color is the background?", "What colour is the background?", "Which color is the background?"]), f"The background is {scene.background}.") if language == "en" \
                else (rng.choice(["背景是什么颜色?", "背景是什么颜色的?", "背景的颜色是什么?", "图片的背景是什么颜色?"]), f"背景是{BACKGROUNDS[scene.background][0]}的。")
        elif drawn == "unlike":
            found = (unlike_question(rng, language), UNLIKE[language])
        elif drawn == "smalltalk":
            return small_talk(rng, language)
        else:
            found = {"shapes": ask_shapes, "text": ask_text, "chart": ask_chart}[scene.kind](rng, scene, drawn, language)
        if found:
            question, answer, *looks = found
            return Asked(drawn, language, vary(rng, question, language), answer, looks[0] if looks else looked_at(question, answer, scene), mentioned(question, scene))
        if kind:
            return None


def looked_at(question, answer, scene):
    """For questions about shapes, the objects of the shape named, else of the colour, else at the place, are looked at; nothing where all count."""
    named = lambda en, zh: zh in question or re.search(rf"\b{en}(s|es)?\b", question)
    found = []
    for key, table in (("shape", SHAPES), ("colour", {en: zh for en, (zh, _) in COLOURS.items()})):
        words = [en for en, zh in table.items() if named(en, zh)]
        if words:
            found = [o for o in scene.objects if getattr(o, key) == words[0]]
            break
    else:
        for place, (en, zh) in sorted(PLACES.items(), key=lambda entry: -len(entry[1][0])):
            if en in question or zh in question:
                found = [o for o in scene.objects if o.place == place]
                break
    return [(0, len(answer), [centre(o) for o in found])] if found else []


def mentioned(question, scene):
    """What is named in a question, and where it is: shapes and colours by all they fit, labels of bars, printed words by their characters, which are known from the second on."""
    found = []
    for key, table, things in (("shape", SHAPES, scene.objects), ("colour", {en: zh for en, (zh, _) in COLOURS.items()}, scene.objects + [w.characters[0] for w in scene.words])):
        for en, zh in table.items():
            for name in re.finditer(rf"\b{en}(s|es)?\b|{zh}", question):
                found.append((name.end() - 1, name.end(), [centre(o) for o in things if getattr(o, key, None) == en]))
    for bar in scene.bars:
        for label in re.finditer(rf"(?<![A-Za-z0-9]){bar.label.text}(?![A-Za-z0-9])", question):
            found.append((label.end() - 1, label.end(), [centre(bar.label.characters[0]), centre(bar.value.characters[0])]))
    for word in scene.words:
        for quoted in re.finditer(rf"[\"“]{word.text}[\"”]", question):
            found += [(quoted.start() + 1 + i, quoted.start() + 2 + i, [centre(c)]) for i, c in enumerate(word.characters) if i]
            found.append((quoted.end() - 1, quoted.end(), [centre(c) for c in word.characters]))
    return [mention for mention in found if mention[2]]


def unlike_question(rng, language):
    kind = rng.random()
    if kind < .4:
        return describe_question(rng, language)
    if kind < .6:
        return rng.choice(UNLIKE_QUESTIONS[language])
    shape, colour = rng.choice(list(SHAPES)), rng.choice(list(COLOURS))
    if language == "en":
        return rng.choice([f"What color is the {shape}?", f"Where is the {shape}?", "How many shapes are there?", "What does it say?", f"Is there a {colour} {shape}?", "What color is the background?", "Count the shapes.",
                           f"How many {plural(shape, 2)} are there?"])
    return rng.choice([f"{SHAPES[shape]}是什么颜色?", f"{SHAPES[shape]}在哪里?", "图里有几个图形?", "图里写了什么?", f"有{COLOURS[colour][0]}的{SHAPES[shape]}吗?", "背景是什么颜色?", f"有几个{SHAPES[shape]}?"])


def small_talk(rng, language=None):
    language = language or rng.choice(["en", "zh"])
    if rng.random() < .35:
        return Asked("smalltalk", language, vary(rng, rng.choice(BEYOND_QUESTIONS[language]), language), BEYOND[language])
    _, answer, questions = rng.choice([entry for entry in SMALL_TALK if entry[0] == language])
    return Asked("smalltalk", language, vary(rng, rng.choice(questions), language), answer[language])


def ask_without_picture(rng):
    """Small talk, or a question about a picture that is not there."""
    language = rng.choice(["en", "zh"])
    if rng.random() < .6:
        return small_talk(rng, language)
    return Asked("smalltalk", language, vary(rng, unlike_question(rng, language), language), NO_PICTURE[language])
