"""Questions about a scene with their answers, in Chinese and English, in several wordings; small talk; what the model declines.

For one scene a question has exactly one right answer, so that answers can be compared letter by letter.
"""
from scenes import BACKGROUNDS, COLOURS, PLACES, SHAPES

NUMBERS = {0: ("no", "零"), 1: ("one", "一"), 2: ("two", "两"), 3: ("three", "三"), 4: ("four", "四"), 5: ("five", "五")}
UNLIKE = {
    "en": "I am only the demo model and know simple drawings; for pictures like this, please get MiniCPM-V.",
    "zh": "我只是演示模型，只认识简单的图画；看这样的图片请下载 MiniCPM-V。",
}
BEYOND = {"en": "I am only the demo model and cannot answer that; please get MiniCPM-V.", "zh": "我只是演示模型，答不了这个问题；请下载 MiniCPM-V。"}
NO_PICTURE = {"en": "Please drop a picture first.", "zh": "请先放一张图片进来。"}
HELLO = {"en": "Hello! Drop a picture and ask me about it.", "zh": "你好！把图片拖进来，然后问我图里有什么吧。"}
WHO = {"en": "I am Tuwen's demo model. For real photos, please get MiniCPM-V.", "zh": "我是图问自带的演示模型。要看真实的照片，请下载 MiniCPM-V。"}
CAN = {"en": "I can name shapes, colors and places, count, and read large words and numbers.", "zh": "我会认图形、颜色和位置，会数数，还会读大号的单词和数字。"}
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
            n = len(objects)
            if en:
                return pick(["How many shapes are there?", "How many shapes do you see?", "Count the shapes.", "How many shapes are in the picture?", "How many objects are there?",
                             "How many things are in the picture?"]), f"There {'is' if n == 1 else 'are'} {NUMBERS[n][0]} {plural('shape', n)}."
            return pick(["图中有几个图形?", "图里有几个图形?", "一共有多少个图形?", "有几个图形?", "图里一共有几个图形?", "这张图里有几个图形?", "图中有多少个图形?", "数一数有几个图形。", "图片里有几个图形?"]), f"图中有{NUMBERS[n][1]}个图形。"
        if which < .8:
            shape = pick(list(SHAPES)) if rng.random() < .25 else pick(shapes)
            n, z = shapes.count(shape), SHAPES[shape]
            if en:
                return pick([f"How many {plural(shape, 2)} are there?", f"How many {plural(shape, 2)} do you see?", f"Count the {plural(shape, 2)}.", f"How many {plural(shape, 2)} are in the picture?"]), \
                    f"There {'is' if n == 1 else 'are'} {NUMBERS[n][0]} {plural(shape, n)}."
            return pick([f"有几个{z}?", f"图中有多少个{z}?", f"图里有几个{z}?", f"一共有几个{z}?", f"图中有几个{z}?"]), f"图中有{NUMBERS[n][1]}个{z}。" if n else f"图中没有{z}。"
        colour = pick(list(COLOURS)) if rng.random() < .2 else pick(colours)
        n, z = colours.count(colour), COLOURS[colour][0]
        if en:
            return pick([f"How many {colour} shapes are there?", f"How many shapes are {colour}?", f"Count the {colour} shapes."]), f"There {'is' if n == 1 else 'are'} {NUMBERS[n][0]} {colour} {plural('shape', n)}."
        return pick([f"有几个{z}的图形?", f"图里有几个{z}的图形?", f"{z}的图形有几个?"]), f"图中有{NUMBERS[n][1]}个{z}的图形。" if n else f"图中没有{z}的图形。"
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
        if en:
            listed = ", ".join(f"{article(o.colour)} {o.colour} {o.shape} {PLACES[o.place][0]}" for o in objects)
            return describe_question(rng, language), f"On a {scene.background} background: {listed}."
        listed = "，".join(f"{PLACES[o.place][1]}有一个{zh_colour(o)}的{zh_shape(o)}" for o in objects)
        return describe_question(rng, language), f"{BACKGROUNDS[scene.background][0]}背景上，{listed}。"
    if kind == "text":
        return (pick(["What does it say?", "Is there any text?", "Read the text in the picture.", "What is written here?"]), "There is no text in the picture.") if en \
            else (pick(["图里写了什么?", "上面写着什么?", "图里有文字吗?", "图片上的文字是什么?"]), "图中没有文字。")
    return None


def describe_question(rng, language):
    if language == "en":
        return rng.choice(["Describe the picture.", "What is in the picture?", "Describe this image.", "What do you see?", "What is in this picture?", "Please describe the picture.",
                           "What can you see in the picture?", "What does the picture show?", "Tell me what you see."])
    return rng.choice(["描述这张图片。", "请描述一下图片。", "图里有什么?", "图中有什么?", "这张图片里有什么?", "描述一下这张图。", "请描述这张图片。", "你看到了什么?", "图片里有什么?", "说说图里有什么。"])


def ask_text(rng, scene, kind, language):
    en, t, pick = language == "en", scene.text, rng.choice
    colour, zh_colour = scene.text_colour, COLOURS[scene.text_colour][0]
    if kind == "text":
        if t.isdigit() and rng.random() < .35:
            return (pick(["What number is shown?", "Which number is this?", "What is the number?", "What number do you see?"]), f"The number is {t}.") if en \
                else (pick(["图中的数字是多少?", "这是什么数字?", "数字是几?", "图里的数字是多少?"]), f"数字是{t}。")
        return (pick(["What does it say?", "Read the text in the picture.", "What is written here?", "What text do you see?", "Read the text.", "What does the picture say?", "What is the text?",
                      "What is written in the picture?"]), f'It says "{t}".') if en \
            else (pick(["图里写了什么?", "图片上的文字是什么?", "请读出图中的文字。", "上面写着什么?", "图里写的是什么?", "读一下图里的文字。", "写了什么?", "图中写着什么?"]), f"图中写着“{t}”。")
    if kind == "colour":
        return (pick(["What color is the text?", "What colour is the text?", "What color are the letters?"]), f"The text is {colour}.") if en \
            else (pick(["文字是什么颜色?", "字是什么颜色的?", "文字是什么颜色的?"]), f"文字是{zh_colour}的。")
    if kind == "describe":
        return describe_question(rng, language), f'On a {scene.background} background: the {colour} text "{t}".' if en else f"{BACKGROUNDS[scene.background][0]}背景上，有{zh_colour}的文字“{t}”。"
    if kind == "count":
        return (pick(["How many shapes are there?", "How many shapes do you see?"]), "There are no shapes.") if en else (pick(["图里有几个图形?", "图中有几个图形?", "有几个图形?"]), "图中没有图形。")
    return None


KINDS = {
    "shapes": (["colour", "shape", "place", "count", "yesno", "describe", "text", "background"], [18, 14, 16, 20, 18, 8, 2, 4]),
    "text": (["text", "colour", "describe", "background", "count"], [62, 9, 19, 6, 4]),
    "unlike": (["unlike"], [1]),
}


def ask(rng, scene, kind=None, language=None):
    """(kind, language, question, answer) about the scene; a kind that does not fit the scene gives None when it was asked for."""
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
            found = (ask_shapes if scene.kind == "shapes" else ask_text)(rng, scene, drawn, language)
        if found:
            return drawn, language, vary(rng, found[0], language), found[1]
        if kind:
            return None


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
        return "smalltalk", language, vary(rng, rng.choice(BEYOND_QUESTIONS[language]), language), BEYOND[language]
    _, answer, questions = rng.choice([entry for entry in SMALL_TALK if entry[0] == language])
    return "smalltalk", language, vary(rng, rng.choice(questions), language), answer[language]


def ask_without_picture(rng):
    """Small talk, or a question about a picture that is not there."""
    language = rng.choice(["en", "zh"])
    if rng.random() < .6:
        return small_talk(rng, language)
    return "smalltalk", language, vary(rng, unlike_question(rng, language), language), NO_PICTURE[language]
