"""Data frames, documents, pictures and recordings that are read from files and written to them.

Most of these write to a buffer in memory as readily as to a file, or give their text back when they are told no file:
such rows are of medium confidence.
"""

from __future__ import annotations

from steplint.diagnostics import Confidence
from steplint.sdk.kinds import Effect, EffectKind, Transaction
from steplint.sdk.libraries.rows import methods, rows

_FRAMES = ("pandas.**", "geopandas.**", "modin.pandas.**", "dask.dataframe.**")
_READERS = ("pandas", "geopandas", "modin.pandas", "dask.dataframe")
_WORKBOOKS = ("openpyxl.Workbook()", "openpyxl.load_workbook()", "openpyxl.workbook.Workbook()")
_PICTURES = ("PIL.Image.**", "PIL.ImageOps.**", "PIL.ImageDraw.**")
_RECORDINGS = ("pydub.AudioSegment.**", "pydub.AudioSegment().**")
_CLIPS = ("moviepy.*().**", "moviepy.editor.*().**")

TABLE: tuple[Effect, ...] = (
    # Databases through data frames
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the database",
        *methods(_READERS, "read_sql", "read_sql_query", "read_sql_table", "read_gbq"),
        *methods(("polars",), "read_database", "read_database_uri"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes a table to the database",
        *methods(_FRAMES, "to_sql", "to_gbq"),
        *methods(("polars.**",), "write_database"),
        transaction=Transaction.OWN,
    ),
    # Data frames
    *rows(
        EffectKind.FILE,
        "writes a table to a file",
        *methods(
            _FRAMES, "to_csv", "to_excel", "to_parquet", "to_feather", "to_pickle", "to_hdf", "to_stata", "to_file"
        ),
        *methods(
            ("polars.**",), "write_csv", "write_parquet", "write_excel", "write_ndjson", "write_ipc", "write_delta"
        ),
        *methods(("polars.**",), "sink_csv", "sink_parquet", "sink_ndjson"),
        *methods(("pyarrow.parquet",), "write_table", "write_to_dataset"),
        *methods(("pyarrow.feather", "pyarrow.csv"), "write_feather", "write_csv"),
        *methods(("numpy",), "save", "savez", "savez_compressed", "savetxt"),
        *methods(("joblib",), "dump"),
        *methods(("torch",), "save"),
        confidence=Confidence.MEDIUM,
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads a table from a file",
        *methods(_READERS, "read_csv", "read_excel", "read_json", "read_parquet", "read_feather", "read_pickle"),
        *methods(_READERS, "read_table", "read_html", "read_xml", "read_hdf", "read_orc", "read_stata", "read_fwf"),
        *methods(("geopandas",), "read_file"),
        *methods(("polars",), "read_csv", "read_parquet", "read_json", "read_ndjson", "read_excel", "read_ipc"),
        *methods(("pyarrow.parquet",), "read_table", "ParquetDataset().read"),
        *methods(("pyarrow.csv",), "read_csv"),
        *methods(("numpy",), "load", "loadtxt", "genfromtxt", "fromfile"),
        *methods(("joblib", "torch"), "load"),
        confidence=Confidence.MEDIUM,
    ),
    # Documents
    *rows(
        EffectKind.FILE,
        "writes a document to a file",
        *methods(_WORKBOOKS, "save"),
        *methods(("docx.Document()", "pptx.Presentation()", "docxtpl.DocxTemplate()"), "save"),
        *methods(("pypdf.PdfWriter()", "PyPDF2.PdfWriter()", "pypdf.PdfMerger()"), "write"),
        *methods(("fitz.open()", "pymupdf.open()", "fitz.Document()"), "save"),
        *methods(("weasyprint.HTML()", "weasyprint.HTML().render()"), "write_pdf"),
        *methods(("reportlab.pdfgen.canvas.Canvas()",), "save"),
        *methods(("reportlab.platypus.SimpleDocTemplate()",), "build"),
        *methods(("fpdf.FPDF()",), "output"),
        *methods(("xlsxwriter.Workbook()",), "close"),
        confidence=Confidence.MEDIUM,
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads a document from a file",
        *methods(("openpyxl",), "load_workbook"),
        *methods(("pypdf", "PyPDF2"), "PdfReader"),
        *methods(("pdfplumber",), "open"),
        *methods(("pdf2image",), "convert_from_path"),
        *methods(("pdfminer.high_level",), "extract_text", "extract_pages"),
        *methods(("docx2txt",), "process"),
        *methods(("pymupdf4llm",), "to_markdown"),
        *methods(("unstructured.partition.auto", "unstructured.partition.pdf"), "partition", "partition_pdf"),
        *methods(("docling.document_converter.DocumentConverter()", "markitdown.MarkItDown()"), "convert"),
        confidence=Confidence.MEDIUM,
    ),
    # Pictures
    *rows(
        EffectKind.FILE,
        "writes a picture to a file",
        *methods(_PICTURES, "save"),
        *methods(("matplotlib.pyplot", "matplotlib.pyplot.**", "matplotlib.figure.Figure()"), "savefig"),
        *methods(("seaborn.**",), "savefig"),
        *methods(("plotly.**",), "write_html", "write_image", "write_json"),
        *methods(("qrcode.make()", "qrcode.QRCode().make_image()"), "save"),
        confidence=Confidence.MEDIUM,
    ),
    *rows(EffectKind.FILE, "writes a picture to a file", "cv2.imwrite", "imageio.imwrite", "imageio.v3.imwrite"),
    *rows(
        EffectKind.FILE_READ,
        "reads a picture from a file",
        *methods(("PIL.Image",), "open"),
        confidence=Confidence.MEDIUM,
    ),
    *rows(EffectKind.FILE_READ, "reads a picture from a file", "cv2.imread", "imageio.imread", "imageio.v3.imread"),
    # Recordings
    *rows(
        EffectKind.FILE,
        "writes a recording to a file",
        *methods(_RECORDINGS, "export"),
        *methods(_CLIPS, "write_videofile", "write_audiofile", "write_gif", "save_frame"),
        *methods(("soundfile",), "write"),
        *methods(("scipy.io.wavfile",), "write"),
        confidence=Confidence.MEDIUM,
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads a recording from a file",
        *methods(("pydub.AudioSegment",), "from_file", "from_mp3", "from_wav"),
        *methods(("soundfile",), "read"),
        *methods(("librosa",), "load"),
        confidence=Confidence.MEDIUM,
    ),
)
